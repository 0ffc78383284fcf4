package dev.descry.chain;

import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import dev.descry.verify.Judge;
import dev.descry.verify.Scorer;
import dev.descry.verify.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The judge of one run. Looks at the image when it is first asked, and no second time. For the run's thread. */
final class RunJudge {
    private static final System.Logger LOG = System.getLogger(RunJudge.class.getName());

    private final Judging judging;
    private final Image image;
    private final Judges judges;
    private final CallThreads threads;
    private @Nullable Judge judge;
    private Scorer.@Nullable Sight sight;

    RunJudge(Judging judging, Image image, Judges judges, CallThreads threads) {
        this.judging = judging;
        this.image = image;
        this.judges = judges;
        this.threads = threads;
    }

    /** Judges one description. */
    Judgement judge(String text, Cancellation stop) {
        try {
            Verification verification = threads.onDevice(() -> verify(text), stop);
            return new Judgement.Judged(verification, judging.effect() == Judging.Effect.PRUNE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return stopped();
        } catch (CancellationException | RejectedExecutionException e) {
            return stopped();
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * Judges descriptions, newest first, until one has something left.
     *
     * @return one judgement for each description that was judged
     */
    List<Judgement> judgeUntilKept(List<String> newestFirst, Cancellation stop) {
        List<Judgement> judgements = new ArrayList<>();
        for (String text : newestFirst) {
            Judgement judgement = judge(text, stop);
            judgements.add(judgement);
            boolean nothingLeft = judgement instanceof Judgement.Judged(Verification verification, boolean pruned)
                    && pruned
                    && verification.kept().isEmpty();
            if (!nothingLeft) {
                break;
            }
        }
        return judgements;
    }

    // On a device thread; one call at a time, as the run waits for each.
    private Verification verify(String text) {
        if (judge == null || sight == null) {
            judge = new Judge(judges.find(judging.model()), judging.segmentation(), judging.threshold());
            sight = judge.scorer().look(image);
        }
        return judge.verify(sight, text);
    }

    private static Judgement stopped() {
        return new Judgement.Unjudged(Kind.CANCELLED, "run: stopped before its end");
    }

    private Judgement failed(Throwable cause) {
        return switch (cause) {
            case ExpertException e -> new Judgement.Unjudged(e.kind(), String.valueOf(e.getMessage()));
            case ImageException e -> new Judgement.Unjudged(Kind.of(e), String.valueOf(e.getMessage()));
            default -> {
                // Scorers are foreign code: whatever they throw is this judgement, never a run that hangs.
                LOG.log(System.Logger.Level.WARNING, "judge " + judging.model() + " threw what no judge should", cause);
                yield new Judgement.Unjudged(
                        Kind.FAULT, "judge %s: expected similarities, found %s".formatted(judging.model(), cause));
            }
        };
    }
}
