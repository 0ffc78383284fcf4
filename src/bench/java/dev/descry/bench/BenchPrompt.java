package dev.descry.bench;

import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.onnx.GenerationRequest;
import dev.descry.onnx.Grid;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import dev.descry.onnx.Sampling;
import java.util.Arrays;
import java.util.List;

/** Prompts of one image and any words: how long they are is all that counts for a time. */
record BenchPrompt(Qwen2VlConfig config) {
    /** Words before the image, as many as the system turn takes. */
    private static final int BEFORE = 15;

    /** A prompt of so many tokens, the image's among them. */
    GenerationRequest with(ImageFeatures image, int length, int newTokens) {
        int merge = config.vision().merge();
        int pads = image.grid().tokens(merge);
        int[] ids = new int[length];
        Arrays.setAll(ids, i -> 1 + i % 200);
        ids[BEFORE] = config.visionStart();
        Arrays.fill(ids, BEFORE + 1, BEFORE + 1 + pads, config.imageToken());
        ids[BEFORE + 1 + pads] = config.visionEnd();
        List<Grid> grids = List.of(image.grid());
        Positions positions = Positions.of(ids, config.imageToken(), grids, merge);
        return new GenerationRequest(ids, positions, List.of(image), Sampling.GREEDY, newTokens);
    }
}
