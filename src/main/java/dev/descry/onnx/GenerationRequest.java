package dev.descry.onnx;

import java.util.List;
import java.util.Optional;

/**
 * A prompt to answer.
 *
 * @param prompt token ids, image tokens included; nobody may change it
 * @param positions of the prompt's tokens
 * @param images in the order of their tokens
 * @param source what a decoder with cross attention reads; empty for others
 * @param maxNewTokens 1 or more; the answer is also cut where the model's memory ends
 */
public record GenerationRequest(
        int[] prompt,
        Positions positions,
        List<ImageFeatures> images,
        Optional<Source> source,
        Sampling sampling,
        int maxNewTokens) {
    /**
     * Rows that cross attention reads.
     *
     * @param rows {@code [count, width]}, row by row; nobody may change them
     */
    public record Source(float[] rows, int count) {
        public Source {
            if (count < 1 || rows.length % count != 0) {
                throw new IllegalArgumentException(
                        "source: expected whole rows, found %d numbers for %d".formatted(rows.length, count));
            }
        }
    }

    public GenerationRequest {
        images = List.copyOf(images);
        if (prompt.length == 0 || positions.length() != prompt.length || maxNewTokens < 1) {
            throw new IllegalArgumentException(
                    "generation: expected tokens with as many positions and 1 or more new tokens, found %d, %d and %d"
                            .formatted(prompt.length, positions.length(), maxNewTokens));
        }
        if (positions.images().size() != images.size()) {
            throw new IllegalArgumentException("generation: expected features of %d images, found %d"
                    .formatted(positions.images().size(), images.size()));
        }
    }

    /** A prompt for a decoder without cross attention. */
    public GenerationRequest(
            int[] prompt, Positions positions, List<ImageFeatures> images, Sampling sampling, int maxNewTokens) {
        this(prompt, positions, images, Optional.empty(), sampling, maxNewTokens);
    }

    /** Rows and tokens the model reads. */
    int tokens() {
        return prompt.length + source.map(Source::count).orElse(0);
    }

    /** Rows of the source, 0 where there is none. */
    int sourceRows() {
        return source.map(Source::count).orElse(0);
    }
}
