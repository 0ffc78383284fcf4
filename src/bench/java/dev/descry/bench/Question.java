package dev.descry.bench;

import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.onnx.Grid;
import dev.descry.onnx.Positions;
import dev.descry.tensor.PatchTensor;
import dev.descry.tensor.Qwen2VlPreprocessing;
import dev.descry.text.ChatTemplate;
import dev.descry.text.PromptPiece;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A prompt about one image.
 *
 * @param ids of the prompt, image tokens included
 */
record Question(int[] ids, Positions positions, PatchTensor patches) {

    /** A prompt whose ids are known. */
    static Question of(int[] ids, Path image, Qwen2VlConfig config) {
        PatchTensor patches = patches(image);
        return new Question(
                ids,
                Positions.of(
                        ids,
                        config.imageToken(),
                        List.of(grid(patches)),
                        config.vision().merge()),
                patches);
    }

    /** The image, then the text, as one user turn. */
    static Question of(String text, Path image, Qwen2VlConfig config, Tokenizer tokenizer) {
        int pads = grid(patches(image)).tokens(config.vision().merge());
        int[] ids = ChatTemplate.question(1, text).stream()
                .flatMapToInt(piece -> switch (piece) {
                    case PromptPiece.Mark(String spelling) -> IntStream.of(tokenizer.id(spelling));
                    case PromptPiece.Text(String words) -> Arrays.stream(tokenizer.encode(words));
                    case PromptPiece.ImageSlot _ ->
                        IntStream.generate(config::imageToken).limit(pads);
                })
                .toArray();
        return of(ids, image, config);
    }

    private static PatchTensor patches(Path image) {
        try {
            return Qwen2VlPreprocessing.DEFAULT.apply(
                    new ImageDecoder(DecodeLimits.DEFAULT).decode(Image.of(Files.readAllBytes(image))), Arena.ofAuto());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Grid grid(PatchTensor patches) {
        return new Grid(patches.gridT(), patches.gridH(), patches.gridW());
    }
}
