package dev.descry.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Caption;
import dev.descry.expert.ExpertException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every expert does, whatever is behind it. */
@Timeout(60)
public abstract class ExpertContract {
    /** An open expert; the contract does not close it. */
    protected abstract Expert expert();

    /** A request that the expert answers with at least three tokens, always the same. */
    protected abstract Request request();

    /** A new expert of the same kind, for the contract to close. */
    protected abstract Expert another();

    @Test
    protected void namesItselfAndItsModel() {
        assertThat(expert().name()).isNotBlank();
        assertThat(expert().modelDigest()).isNotBlank().isEqualTo(expert().modelDigest());
        assertThat(expert().place()).isNotNull();
    }

    @Test
    protected void tokensAndTextAreToldAsTheyAreKept() {
        List<Integer> tokens = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Caption caption = expert().describe(
                        request(),
                        (id, more) -> {
                            tokens.add(id);
                            text.append(more);
                        },
                        new Cancellation());
        assertThat(tokens).hasSizeGreaterThanOrEqualTo(3);
        if (caption.tokens().isEmpty()) {
            assertThat(tokens).as("an expert that shows no tokens").containsOnly(TokenListener.NO_ID);
        } else {
            assertThat(tokens).isEqualTo(caption.tokens());
        }
        assertThat(text).hasToString(caption.text());
        assertThat(caption.promptTokens()).isPositive();
        assertThat(caption.provenance().model()).isEqualTo(expert().name());
        assertThat(caption.provenance().modelDigest()).isEqualTo(expert().modelDigest());
        assertThat(caption.provenance().decoding()).isEqualTo(request().decoding());
    }

    @Test
    protected void severalCallersGetWhatOneAloneGets() {
        String alone = describe().text();
        List<CompletableFuture<Caption>> together = Stream.generate(
                        () -> CompletableFuture.supplyAsync(this::describe, Thread::startVirtualThread))
                .limit(6)
                .toList();
        assertThat(together).allSatisfy(one -> assertThat(one.join().text()).isEqualTo(alone));
    }

    @Test
    protected void aCallThatIsCancelledBeforehandAnswersNothing() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        assertThatThrownBy(() -> expert().describe(request(), TokenListener.NONE, cancellation))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
    }

    @Test
    protected void aCallThatIsCancelledMeanwhileEndsSoon() {
        Cancellation cancellation = new Cancellation();
        List<Integer> heard = new ArrayList<>();
        TokenListener cancelling = (id, text) -> {
            heard.add(id);
            cancellation.cancel();
        };
        assertThatThrownBy(() -> expert().describe(request(), cancelling, cancellation))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
        assertThat(heard).isNotEmpty();
        assertThat(describe().text()).as("the next call").isNotEmpty();
    }

    @Test
    protected void aListenerThatFailsEndsItsOwnCallOnly() {
        IllegalStateException fault = new IllegalStateException("listener");
        TokenListener failing = (id, text) -> {
            throw fault;
        };
        assertThatThrownBy(() -> expert().describe(request(), failing, new Cancellation()))
                .isSameAs(fault);
        assertThat(describe().text()).as("the next call").isNotEmpty();
    }

    @Test
    protected void anInterruptedCallerIsCancelledAndStaysInterrupted() {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread caller = Thread.startVirtualThread(() -> {
            Thread.currentThread().interrupt();
            try {
                describe();
                interrupted.completeExceptionally(new AssertionError("expected a cancelled call, found a caption"));
            } catch (ExpertException e) {
                interrupted.complete(
                        e.kind() == Kind.CANCELLED && Thread.currentThread().isInterrupted());
            }
        });
        assertThat(interrupted.orTimeout(20, TimeUnit.SECONDS).join())
                .as("caller %s", caller)
                .isTrue();
    }

    @Test
    protected void closingTwiceIsHarmless() throws InterruptedException {
        Expert another = another();
        another.close();
        Thread again = Thread.startVirtualThread(another::close);
        assertThat(again.join(Duration.ofSeconds(20))).isTrue();
    }

    private Caption describe() {
        return expert().describe(request(), TokenListener.NONE, new Cancellation());
    }
}
