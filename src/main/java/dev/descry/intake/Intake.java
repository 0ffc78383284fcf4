package dev.descry.intake;

import dev.descry.chain.Chain;
import dev.descry.event.Passage;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.event.broker.Sink;
import dev.descry.event.upload.UploadNotice;
import dev.descry.run.Buckets;
import dev.descry.run.Routes;
import dev.descry.run.RunRecord;
import dev.descry.run.RunStore;
import dev.descry.store.ObjectStat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Turns upload notices into runs: looks at the object, keeps what the run is to do and asks the first function. A notice
 * is taken when the sink has accepted its event. The same notice told again is the same run, with the same event id.
 */
public final class Intake implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Intake.class.getName());
    private static final String NAME = "intake";

    /** What came of a notice. */
    private enum Fate {
        SENT,
        PASSED_OVER
    }

    private final IntakeRules rules;
    private final Buckets buckets;
    private final RunStore runs;
    private final Plan plan;
    private final Sink sink;
    private final Clock clock;
    private final Newest newest = new Newest();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * What every run does.
     *
     * @param allowed time until a run is given up
     */
    public record Plan(Chain chain, Routes routes, Duration allowed) {}

    public Intake(IntakeRules rules, Buckets buckets, RunStore runs, Plan plan, Sink sink, Clock clock) {
        this.rules = rules;
        this.buckets = buckets;
        this.runs = runs;
        this.plan = plan;
        this.sink = sink;
        this.clock = clock;
    }

    /**
     * Takes all of the notices or says why not; those already taken are then told again, which changes nothing.
     *
     * @param traceParent the W3C trace the caller belongs to
     * @return how many asked for a run
     * @throws ForbiddenException for a bucket that is not allowed, before any notice is taken
     * @throws UnavailableException when the store or the sink does not answer
     */
    public int take(List<UploadNotice> notices, Optional<String> traceParent) {
        notices.forEach(rules::require);
        List<Future<Fate>> fates = notices.stream()
                .map(notice -> threads.submit(() -> take(notice, traceParent)))
                .toList();
        int sent = 0;
        for (Future<Fate> fate : fates) {
            sent += await(fate) == Fate.SENT ? 1 : 0;
        }
        return sent;
    }

    private static Fate await(Future<Fate> fate) {
        try {
            return fate.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnavailableException unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException(
                    "intake: expected a notice to be taken or told again, found " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("intake: expected time to take the notice, found none; tell it again", e);
        }
    }

    private Fate take(UploadNotice notice, Optional<String> traceParent) {
        try {
            Optional<ObjectStat> stat = worthwhile(notice);
            if (stat.isEmpty()) {
                return Fate.PASSED_OVER;
            }
            UploadNotice told = notice.tagged(stat.get().tag());
            send(begin(told, traceParent));
            newest.took(told);
            return Fate.SENT;
        } catch (UncheckedIOException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The object as it lies there; empty when there is no reason to describe it. */
    private Optional<ObjectStat> worthwhile(UploadNotice notice) {
        Optional<String> unwanted = rules.unwanted(notice.key());
        if (unwanted.isPresent()) {
            return passOver(notice, unwanted.get());
        }
        if (newest.overtook(notice)) {
            return passOver(notice, "a newer notice of it was here first");
        }
        Optional<ObjectStat> stat;
        try {
            stat = buckets.of(notice.image()).stat(notice.key());
        } catch (IllegalArgumentException e) {
            return passOver(notice, String.valueOf(e.getMessage()));
        }
        if (stat.isEmpty()) {
            return passOver(notice, "it is not there any more");
        }
        Optional<String> unfit = rules.unwanted(stat.get());
        return unfit.isPresent() ? passOver(notice, unfit.get()) : stat;
    }

    private static Optional<ObjectStat> passOver(UploadNotice notice, String reason) {
        LOG.log(
                System.Logger.Level.INFO,
                "passed over {0}://{1} {2}: {3}",
                notice.store(),
                notice.bucket(),
                notice.key().replaceAll("\\p{Cntrl}", "?"),
                reason);
        return Optional.empty();
    }

    private StepRequested begin(UploadNotice notice, Optional<String> traceParent) {
        RunId id = RunId.of(
                notice.store(),
                notice.account().orElse(""),
                notice.bucket(),
                notice.key(),
                notice.edition(),
                plan.chain().name());
        Instant deadline = clock.instant().plus(plan.allowed());
        RunRecord record = new RunRecord(id, notice.image(), plan.chain());
        return runs.begin(record, plan.routes(), Passage.until(deadline).tracedBy(traceParent));
    }

    private void send(StepRequested event) {
        try {
            sink.tell(event, NAME, clock.instant());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("sink: expected time to answer, found none; tell the notice again", e);
        } catch (IOException e) {
            throw new UnavailableException(e.getMessage() + "; tell the notice again", e);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
