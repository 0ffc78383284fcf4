package dev.descry.model.config;

import java.util.Optional;

/**
 * What a runtime must know of a decoder with a cache.
 *
 * @param kvHeads key and value heads
 * @param headDim features of one head
 * @param width features of one token
 * @param vocab number of logits
 * @param maxPositions the most tokens of prompt and answer together
 * @param axes numbers that place one token: 3 for rotary positions over time, height and width, else 1
 * @param cross what the decoder attends to besides its own tokens; empty where there is nothing
 */
public record DecoderSizes(
        int layers,
        int kvHeads,
        int headDim,
        int width,
        int vocab,
        int maxPositions,
        int axes,
        Optional<CrossSizes> cross) {

    /**
     * Cross attention: every layer reads keys and values made once of a source, such as an image.
     *
     * @param source features of one row of the source, as the encoder reads it
     * @param keys features of one row of keys, and of values
     */
    public record CrossSizes(int source, int keys) {}
}
