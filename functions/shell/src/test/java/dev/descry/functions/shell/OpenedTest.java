package dev.descry.functions.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OpenedTest {
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private final List<String> closed = new ArrayList<>();

    @Test
    void oneIsOpenedWhileAnotherStillIs() {
        CountDownLatch slow = new CountDownLatch(1);
        Opened<String> models = new Opened<>(
                name -> {
                    await(name.equals("slow") ? slow : new CountDownLatch(0));
                    opened.add(name);
                    return name.toUpperCase(java.util.Locale.ROOT);
                },
                closed::add);
        models.ahead("slow");
        assertThat(models.get("fast")).isEqualTo("FAST");
        slow.countDown();
        assertThat(models.get("slow")).isEqualTo("SLOW");
        assertThat(models.get("slow")).isEqualTo("SLOW");
        assertThat(opened).containsExactly("fast", "slow");
        models.close();
        assertThat(closed).containsExactlyInAnyOrder("FAST", "SLOW");
    }

    @Test
    void oneThatIsStillOpeningIsClosedOnceItIsOpen() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Opened<String> models = new Opened<>(
                name -> {
                    begun.countDown();
                    await(go);
                    return name;
                },
                closed::add);
        models.ahead("model");
        await(begun);
        Thread.ofPlatform().start(go::countDown);
        models.close();
        assertThat(closed).containsExactly("model");
    }

    @Test
    void whatIsReleasedIsOpenedAgain() {
        Opened<String> models = new Opened<>(
                name -> {
                    opened.add(name);
                    return name;
                },
                closed::add);
        models.get("model");
        models.release("model");
        models.release("model");
        assertThat(closed).containsExactly("model");
        models.get("model");
        assertThat(opened).hasSize(2);
    }

    @Test
    void aModelThatCannotBeOpenedIsTriedOnceAFaultThatMayPassAgain() {
        AtomicInteger tries = new AtomicInteger();
        Opened<String> models = new Opened<>(
                name -> {
                    tries.incrementAndGet();
                    throw name.equals("missing")
                            ? new ModelException("missing: expected a package, found none")
                            : new ExpertException(Kind.OVERLOADED, "busy: ask again later");
                },
                closed::add);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> models.get("missing"))
                    .isInstanceOfSatisfying(
                            ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MODEL_MISSING))
                    .hasMessage("missing: expected a package, found none");
        }
        assertThat(tries).hasValue(1);
        assertThatThrownBy(() -> models.get("busy")).hasMessageContaining("ask again later");
        assertThatThrownBy(() -> models.get("busy")).hasMessageContaining("ask again later");
        assertThat(tries).hasValue(3);
        models.close();
        assertThat(closed).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
