package dev.descry.experts.qwen2vl;

import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Provenance;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageDecoder;
import dev.descry.model.Manifest;
import dev.descry.model.ModelException;
import dev.descry.model.ModelPackage;
import dev.descry.model.Qwen2VlConfig;
import dev.descry.onnx.Generation;
import dev.descry.onnx.GenerationException;
import dev.descry.onnx.GenerationRequest;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import dev.descry.onnx.Sampling;
import dev.descry.onnx.Stop;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.OrtRuntime;
import dev.descry.text.ChatTemplate;
import dev.descry.text.PromptPiece;
import dev.descry.text.StreamingDecoder;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * A Qwen2-VL package as an expert. Images are prepared in the calling thread; the answers of several callers are written
 * together by one thread of the model. The raw tokens of a caption include the end mark when the model wrote one.
 */
public final class Qwen2VlExpert implements Expert {
    private final String name;
    private final ModelPackage files;
    private final String device;
    private final Tokenizer tokenizer;
    private final VisionLanguageModel model;
    private final PromptEncoder prompts;
    private final ImageReading images;
    /** One for every slot and every place in the model's queue: also those whose image is being prepared take one. */
    private final Semaphore places;

    private Qwen2VlExpert(
            String name,
            ModelPackage files,
            Settings settings,
            Tokenizer tokenizer,
            VisionLanguageModel model,
            ImageReading images) {
        this.name = name;
        this.files = files;
        this.device = settings.device().toString();
        this.tokenizer = tokenizer;
        this.model = model;
        this.images = images;
        prompts = new PromptEncoder(tokenizer, model.config());
        places = new Semaphore(settings.slots() + settings.limits().waiting());
    }

    /**
     * Opens a package.
     *
     * @param name users call it by
     * @param limits of the image files it accepts
     * @throws ModelException when a file is missing or not what it should be
     */
    public static Qwen2VlExpert open(String name, ModelPackage files, Settings settings, DecodeLimits limits) {
        // Each keeps one core busy for about as long as the other.
        CompletableFuture<Tokenizer> tokenizer = CompletableFuture.supplyAsync(() -> tokenizer(files));
        try {
            VisionLanguageModel model = VisionLanguageModel.open(files, settings);
            try {
                return new Qwen2VlExpert(name, files, settings, tokenizer.join(), model, images(files, model, limits));
            } catch (ModelException | CompletionException e) {
                model.close();
                throw e;
            }
        } catch (ModelException e) {
            tokenizer.thenAccept(Tokenizer::close);
            throw e;
        } catch (CompletionException e) {
            throw e.getCause() instanceof ModelException cause ? cause : e;
        }
    }

    private static ImageReading images(ModelPackage files, VisionLanguageModel model, DecodeLimits limits) {
        var preprocessing = PreprocessorConfig.read(
                files.file("preprocessor_config.json"), model.config().vision());
        return new ImageReading(model, new ImageDecoder(limits), preprocessing);
    }

    private static Tokenizer tokenizer(ModelPackage files) {
        try {
            return Tokenizer.open(files.file("tokenizer.json"));
        } catch (IOException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String modelDigest() {
        return files.digest();
    }

    @Override
    public Place place() {
        return Place.DEVICE;
    }

    @Override
    public Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
        if (!places.tryAcquire()) {
            throw new ExpertException(Kind.OVERLOADED, name + ": expected a free place, found none; ask again later");
        }
        try {
            return admitted(request, listener, cancellation);
        } finally {
            places.release();
        }
    }

    private Caption admitted(Request request, TokenListener listener, Cancellation cancellation) {
        long start = System.nanoTime();
        try (Generation generation = ask(request, cancellation)) {
            Runnable forget = cancellation.onCancel(generation::cancel);
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
        Runnable forget = cancellation.onCancel(stop::request);
        try {
            List<PromptPiece> pieces = ChatTemplate.question(1, request.prompt().text());
            ImageFeatures image = images.read(
                    request.image(),
                    request.decoding(),
                    stop,
                    grid -> model.requireRoom(prompts.encode(pieces, List.of(grid)).length));
            return model.generate(prompt(request.decoding(), pieces, image));
        } finally {
            forget.run();
        }
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
        StreamingDecoder decoder = tokenizer.decoder();
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
                files.digest(),
                files.manifest().map(Manifest::revision).orElse("unknown"),
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

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
