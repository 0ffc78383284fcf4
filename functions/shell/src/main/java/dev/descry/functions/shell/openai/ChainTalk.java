package dev.descry.functions.shell.openai;

import dev.descry.caption.Caption;
import dev.descry.caption.Usage;
import dev.descry.chain.Chain;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.functions.shell.http.Runs;
import dev.descry.image.Image;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A chain run over one image. Its answer comes whole, as no step's words are the chain's until its last step ended. */
record ChainTalk(Runs runs, Chain chain, Image image) implements Talk {
    private static final long PULSE_SECONDS = 10;

    @Override
    public Reply reply(Consumer<String> said, Cancellation cancellation) {
        CompletableFuture<Transcript> run =
                runs.transcript(chain, image).subscribe().asCompletionStage();
        Runnable forget = cancellation.onCancel(() -> run.cancel(true));
        try {
            Reply reply = reply(await(run, said));
            said.accept(reply.text());
            return reply;
        } finally {
            forget.run();
            run.cancel(true);
        }
    }

    private static Transcript await(CompletableFuture<Transcript> run, Consumer<String> said) {
        try {
            while (true) {
                try {
                    return run.get(PULSE_SECONDS, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    said.accept("");
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e);
        } catch (CancellationException e) {
            throw new ExpertException(Kind.CANCELLED, "chain: stopped by its caller", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExpertException(Kind.CANCELLED, "chain: its thread was interrupted", e);
        }
    }

    private static Reply reply(Transcript transcript) {
        Caption last = transcript.caption().orElseThrow(() -> failure(transcript));
        long read = 0;
        long written = 0;
        for (StepOutcome step : transcript.steps()) {
            if (step.outcome() instanceof Outcome.Captioned(Caption caption)) {
                Usage usage = caption.usage()
                        .orElse(Usage.of(
                                caption.promptTokens(), caption.tokens().size()));
                read += usage.promptTokens();
                written += usage.completionTokens();
            }
        }
        return new Reply(last.text(), last.finishReason(), read, written);
    }

    private static ExpertException failure(Transcript transcript) {
        Outcome.Failed failure = transcript.failure();
        return new ExpertException(failure.kind(), failure.message());
    }
}
