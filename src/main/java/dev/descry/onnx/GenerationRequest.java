package dev.descry.onnx;

import java.util.List;

/**
 * A prompt to answer.
 *
 * @param prompt token ids, image tokens included; nobody may change it
 * @param positions of the prompt's tokens
 * @param images in the order of their tokens
 * @param maxNewTokens 1 or more; the answer is also cut where the model's memory ends
 */
public record GenerationRequest(
        int[] prompt, Positions positions, List<ImageFeatures> images, Sampling sampling, int maxNewTokens) {
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
}
