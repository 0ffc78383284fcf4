package dev.descry.experts.blip2;

import dev.descry.caption.Prompt;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.experts.local.Layout;
import dev.descry.experts.local.Questions;
import dev.descry.model.config.T5Config;
import dev.descry.onnx.BlipModel;
import dev.descry.onnx.GenerationRequest.Source;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import dev.descry.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * With a T5: its encoder reads image tokens, the prompt and the end mark; the decoder begins with its start mark.
 *
 * @param queries image tokens
 */
record T5Layout(int queries, T5Config language, BlipModel model, Tokenizer tokenizer, Questions questions)
        implements Layout {
    @Override
    public int[] text(Prompt prompt) {
        String words = questions.of(prompt);
        // Without a prompt the library's processor is not asked, and the start id stands alone.
        int[] text = words.isEmpty() ? new int[] {language.bare()} : ended(tokenizer.encode(words));
        if (queries + text.length > language.longestSource()) {
            throw new ExpertException(
                    Kind.CONTEXT_OVERFLOW,
                    "prompt: expected at most %d tokens with the image, found %d; write a shorter prompt"
                            .formatted(language.longestSource(), queries + text.length));
        }
        return text;
    }

    private int[] ended(int[] ids) {
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = language.end();
        return ended;
    }

    @Override
    public int length(int[] text) {
        return 1;
    }

    @Override
    public Framed frame(int[] text, ImageFeatures image) {
        float[] words = model.embed(text);
        float[] rows = Arrays.copyOf(image.rows(), image.rows().length + words.length);
        System.arraycopy(words, 0, rows, image.rows().length, words.length);
        Source source = new Source(rows, queries + text.length);
        return new Framed(
                new int[] {language.start()}, Positions.inOrder(1, List.of()), List.of(), Optional.of(source));
    }
}
