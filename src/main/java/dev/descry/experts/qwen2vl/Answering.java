package dev.descry.experts.qwen2vl;

import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Question;
import dev.descry.expert.TokenListener;
import dev.descry.image.Image;
import dev.descry.model.Qwen2VlConfig;
import dev.descry.onnx.Generation;
import dev.descry.onnx.GenerationException;
import dev.descry.onnx.GenerationRequest;
import dev.descry.onnx.Grid;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import dev.descry.onnx.Sampling;
import dev.descry.onnx.Stop;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.text.PromptPiece;
import dev.descry.text.StopSequences;
import dev.descry.text.StreamingDecoder;
import java.util.ArrayList;
import java.util.List;

/** Answers conversations with an opened package, each in the thread of its caller. Safe for use by several threads. */
final class Answering {
    private final OpenedPackage opened;
    private final VisionLanguageModel model;
    private final PromptEncoder prompts;
    private final Cancellation closing;

    /** @param closing stops every call */
    Answering(OpenedPackage opened, Cancellation closing) {
        this.opened = opened;
        this.closing = closing;
        model = opened.model();
        prompts = new PromptEncoder(opened.tokenizer(), model.config());
    }

    /** As {@link dev.descry.expert.Conversing#answer}. */
    Answer answer(Question question, TokenListener listener, Cancellation cancellation) {
        try (Generation generation = ask(question, cancellation)) {
            Runnable forget = onStop(cancellation, generation::cancel);
            try {
                return write(generation, question, listener, cancellation);
            } finally {
                forget.run();
            }
        } catch (GenerationException e) {
            throw new ExpertException(kind(e.kind()), String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExpertException(Kind.CANCELLED, "expert: its thread was interrupted", e);
        }
    }

    private Generation ask(Question question, Cancellation cancellation) {
        Stop stop = new Stop();
        Runnable forget = onStop(cancellation, stop::request);
        try {
            List<PromptPiece> pieces = PromptEncoder.pieces(question.conversation());
            return model.generate(prompt(question.decoding(), pieces, read(question, pieces, stop)));
        } finally {
            forget.run();
        }
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

    /** Reacts to the caller's wish and to the closing of the expert, until the answer is run. */
    private Runnable onStop(Cancellation cancellation, Runnable reaction) {
        Runnable forgetCaller = cancellation.onCancel(reaction);
        Runnable forgetClosing = closing.onCancel(reaction);
        return () -> {
            forgetCaller.run();
            forgetClosing.run();
        };
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

    private Answer write(Generation generation, Question question, TokenListener listener, Cancellation cancellation)
            throws InterruptedException {
        StreamingDecoder decoder = opened.tokenizer().decoder();
        StopSequences stops = new StopSequences(question.stopSequences());
        StringBuilder text = new StringBuilder();
        List<Integer> tokens = new ArrayList<>();
        for (int token = generation.next(); token != Generation.END; token = generation.next()) {
            String more = stops.accept(decoder.accept(token));
            if (generation.ended()) {
                more += stops.accept(decoder.finish()) + stops.finish();
            }
            tokens.add(token);
            text.append(more);
            listener.onToken(token, more);
            // The model may have written its last token while the listener heard an earlier one.
            if (cancellation.cancelled()) {
                throw new ExpertException(Kind.CANCELLED, "expert: stopped by its caller");
            }
            if (stops.met()) {
                return new Answer(text.toString(), tokens, generation.promptTokens(), FinishReason.STOP);
            }
        }
        return new Answer(text.toString(), tokens, generation.promptTokens(), reason(generation.ending()));
    }

    private static FinishReason reason(Generation.Ending ending) {
        return switch (ending) {
            case STOP -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
        };
    }

    private static Kind kind(GenerationException.Kind kind) {
        return switch (kind) {
            case OVERLOADED -> Kind.OVERLOADED;
            case CONTEXT_OVERFLOW -> Kind.CONTEXT_OVERFLOW;
            case CANCELLED -> Kind.CANCELLED;
            case FAULT -> Kind.FAULT;
        };
    }
}
