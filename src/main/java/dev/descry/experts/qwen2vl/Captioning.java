package dev.descry.experts.qwen2vl;

import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Provenance;
import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.model.Manifest;
import dev.descry.model.Qwen2VlConfig;
import dev.descry.onnx.Generation;
import dev.descry.onnx.GenerationException;
import dev.descry.onnx.GenerationRequest;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import dev.descry.onnx.Sampling;
import dev.descry.onnx.Stop;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.ort.OrtRuntime;
import dev.descry.text.ChatTemplate;
import dev.descry.text.PromptPiece;
import dev.descry.text.StreamingDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes captions with an opened package, each in the thread of its caller. Safe for use by several threads. */
final class Captioning {
    private final String name;
    private final String device;
    private final OpenedPackage opened;
    private final VisionLanguageModel model;
    private final PromptEncoder prompts;
    private final Cancellation closing;

    /** @param closing stops every call */
    Captioning(String name, String device, OpenedPackage opened, Cancellation closing) {
        this.name = name;
        this.device = device;
        this.opened = opened;
        this.closing = closing;
        model = opened.model();
        prompts = new PromptEncoder(opened.tokenizer(), model.config());
    }

    /** As {@link dev.descry.expert.Expert#describe}. */
    Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
        long start = System.nanoTime();
        try (Generation generation = ask(request, cancellation)) {
            Runnable forget = onStop(cancellation, generation::cancel);
            try {
                return answer(generation, request, listener, cancellation, start);
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

    private Generation ask(Request request, Cancellation cancellation) {
        Stop stop = new Stop();
        Runnable forget = onStop(cancellation, stop::request);
        try {
            List<PromptPiece> pieces = ChatTemplate.question(1, request.prompt().text());
            ImageFeatures image = opened.images()
                    .read(
                            request.image(),
                            request.decoding(),
                            stop,
                            grid -> model.requireRoom(prompts.encode(pieces, List.of(grid)).length));
            return model.generate(prompt(request.decoding(), pieces, image));
        } finally {
            forget.run();
        }
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

    private GenerationRequest prompt(Decoding how, List<PromptPiece> pieces, ImageFeatures image) {
        Qwen2VlConfig config = model.config();
        int[] ids = prompts.encode(pieces, List.of(image.grid()));
        Positions positions = Positions.of(
                ids, config.imageToken(), List.of(image.grid()), config.vision().merge());
        return new GenerationRequest(ids, positions, List.of(image), sampling(how), how.maxNewTokens());
    }

    private static Sampling sampling(Decoding how) {
        return new Sampling(
                how.temperature(), how.topK(), how.topP(), how.repetitionPenalty(), how.noRepeatNgram(), how.seed());
    }

    private Caption answer(
            Generation generation, Request request, TokenListener listener, Cancellation cancellation, long start)
            throws InterruptedException {
        StreamingDecoder decoder = opened.tokenizer().decoder();
        StringBuilder text = new StringBuilder();
        List<Integer> tokens = new ArrayList<>();
        for (int token = generation.next(); token != Generation.END; token = generation.next()) {
            String more = decoder.accept(token);
            if (generation.ended()) {
                more += decoder.finish();
            }
            tokens.add(token);
            text.append(more);
            listener.onToken(token, more);
            // The model may have written its last token while the listener heard an earlier one.
            if (cancellation.cancelled()) {
                throw new ExpertException(Kind.CANCELLED, "expert: stopped by its caller");
            }
        }
        FinishReason reason =
                switch (generation.ending()) {
                    case STOP -> FinishReason.STOP;
                    case LENGTH -> FinishReason.LENGTH;
                };
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Caption(text.toString(), tokens, generation.promptTokens(), reason, millis, provenance(request));
    }

    private Provenance provenance(Request request) {
        return new Provenance(
                name,
                opened.files().digest(),
                opened.files().manifest().map(Manifest::revision).orElse("unknown"),
                request.prompt().template(),
                request.decoding(),
                "onnxruntime " + OrtRuntime.get().version(),
                device,
                Instant.now());
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
