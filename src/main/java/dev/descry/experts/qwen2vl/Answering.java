package dev.descry.experts.qwen2vl;

import dev.descry.caption.Decoding;
import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Question;
import dev.descry.expert.TokenListener;
import dev.descry.experts.local.Writing;
import dev.descry.image.Image;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.onnx.Generation;
import dev.descry.onnx.GenerationRequest;
import dev.descry.onnx.Grid;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import dev.descry.onnx.Sampling;
import dev.descry.onnx.Stop;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.text.PromptPiece;
import java.util.ArrayList;
import java.util.List;

/** Answers conversations with an opened package, each in the thread of its caller. Safe for use by several threads. */
final class Answering {
    private final OpenedPackage opened;
    private final VisionLanguageModel model;
    private final PromptEncoder prompts;
    private final Writing writing;

    /** @param closing stops every call */
    Answering(OpenedPackage opened, Cancellation closing) {
        this.opened = opened;
        writing = new Writing(opened.tokenizer()::decoder, closing);
        model = opened.model();
        prompts = new PromptEncoder(opened.tokenizer(), model.config());
    }

    /** As {@link dev.descry.expert.Conversing#answer}. */
    Answer answer(Question question, TokenListener listener, Cancellation cancellation) {
        return writing.write(stop -> begin(question, stop), question.stopSequences(), listener, cancellation);
    }

    private Generation begin(Question question, Stop stop) {
        List<PromptPiece> pieces = PromptEncoder.pieces(question.conversation());
        return model.generate(prompt(question.decoding(), pieces, read(question, pieces, stop)));
    }

    /** The features of every image; a prompt that grows too long is refused before the image that makes it so is encoded. */
    private List<ImageFeatures> read(Question question, List<PromptPiece> pieces, Stop stop) {
        List<ImageFeatures> features = new ArrayList<>();
        List<Grid> grids = new ArrayList<>();
        for (Image image : question.conversation().images()) {
            features.add(opened.images().read(image, question.decoding(), stop, grid -> {
                grids.add(grid);
                model.requireRoom(prompts.encode(pieces, grids).length);
            }));
        }
        return features;
    }

    private GenerationRequest prompt(Decoding how, List<PromptPiece> pieces, List<ImageFeatures> images) {
        Qwen2VlConfig config = model.config();
        List<Grid> grids = images.stream().map(ImageFeatures::grid).toList();
        int[] ids = prompts.encode(pieces, grids);
        Positions positions =
                Positions.of(ids, config.imageToken(), grids, config.vision().merge());
        return new GenerationRequest(ids, positions, images, sampling(how), how.maxNewTokens());
    }

    private static Sampling sampling(Decoding how) {
        return new Sampling(
                how.temperature(), how.topK(), how.topP(), how.repetitionPenalty(), how.noRepeatNgram(), how.seed());
    }
}
