package dev.descry.experts.local;

import dev.descry.caption.FinishReason;
import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.TokenListener;
import dev.descry.onnx.Generation;
import dev.descry.onnx.GenerationException;
import dev.descry.onnx.Stop;
import dev.descry.text.StopSequences;
import dev.descry.text.StreamingDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes the answers of a model, each in the thread of its caller. Safe for use by several threads.
 *
 * @param decoder makes one for the tokens of an answer
 * @param closing stops every answer
 */
public record Writing(Supplier<StreamingDecoder> decoder, Cancellation closing) {
    /**
     * Writes one answer.
     *
     * @param begin prepares image and prompt and starts the answer; its stop ends the preparation early
     * @param stopSequences end the answer and are left out of it
     * @throws ExpertException with a kind for every way this can fail
     */
    public Answer write(
            Function<Stop, Generation> begin,
            List<String> stopSequences,
            TokenListener listener,
            Cancellation cancellation) {
        try (Generation generation = begin(begin, cancellation)) {
            Runnable forget = onStop(cancellation, generation::cancel);
            try {
                return hear(generation, new StopSequences(stopSequences), listener, cancellation);
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

    private Generation begin(Function<Stop, Generation> begin, Cancellation cancellation) {
        Stop stop = new Stop();
        Runnable forget = onStop(cancellation, stop::request);
        try {
            return begin.apply(stop);
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

    private Answer hear(Generation generation, StopSequences stops, TokenListener listener, Cancellation cancellation)
            throws InterruptedException {
        StreamingDecoder decoding = decoder.get();
        StringBuilder text = new StringBuilder();
        List<Integer> tokens = new ArrayList<>();
        for (int token = generation.next(); token != Generation.END; token = generation.next()) {
            String more = stops.accept(decoding.accept(token));
            if (generation.ended()) {
                more += stops.accept(decoding.finish()) + stops.finish();
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
