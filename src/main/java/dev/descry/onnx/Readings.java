package dev.descry.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * In which parts a prompt is read. A part ends with the last image token, so that another question about the same image
 * goes on from there, and after so many tokens, so that reading needs bounded memory and others come in between. The
 * parts depend on the prompt alone: what was read before never changes the numbers.
 */
final class Readings {
    private Readings() {}

    /** The ends of the parts, ascending; the last is the prompt's length. */
    static List<Integer> of(GenerationRequest request, int chunk) {
        int length = request.prompt().length;
        List<Positions.Span> spans = request.positions().images();
        int images = spans.isEmpty() ? 0 : spans.getLast().end();
        List<Integer> ends = new ArrayList<>();
        cut(0, images, chunk, ends);
        cut(images, length, chunk, ends);
        return List.copyOf(ends);
    }

    private static void cut(int from, int to, int chunk, List<Integer> ends) {
        for (int end = from; end < to; ) {
            end = Math.min(to, end + chunk);
            ends.add(end);
        }
    }
}
