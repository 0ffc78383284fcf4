package dev.descry.model.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationTest {
    private final Path root;
    private final Path shelf;
    private final Path target;

    PublicationTest(@TempDir Path root) {
        this.root = root;
        this.shelf = root.resolve("shelf");
        this.target = shelf.resolve("model");
    }

    @Test
    void folderIsInvisibleUntilItIsFilled() throws IOException {
        publish(() -> false, building -> {
            write(building, "new");
            assertThat(target).doesNotExist();
        });
        assertThat(target.resolve("content")).hasContent("new");
        assertThat(names(shelf)).containsExactly("model");
    }

    @Test
    void failureLeavesWhatWasThere() throws IOException {
        publish(() -> false, building -> write(building, "old"));
        assertThatThrownBy(() -> publish(() -> false, building -> {
                    write(building, "half");
                    throw new ModelException("weight: expected it, found none");
                }))
                .hasMessage("weight: expected it, found none");
        assertThat(target.resolve("content")).hasContent("old");
        assertThat(names(shelf)).containsExactly("model");
    }

    @Test
    void folderThatIsNotCurrentIsReplaced() throws IOException {
        publish(() -> false, building -> write(building, "old"));
        publish(() -> false, building -> write(building, "new"));
        assertThat(target.resolve("content")).hasContent("new");
        assertThat(names(shelf)).containsExactly("model");
    }

    @Test
    void secondOfTwoAtOnceWaitsAndFindsTheFirstOnesWork() throws Exception {
        AtomicInteger fills = new AtomicInteger();
        CountDownLatch filling = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<?> first = threads.submit(() -> publish(() -> Files.exists(target), building -> {
                fills.incrementAndGet();
                filling.countDown();
                await(waiting);
                write(building, "first");
            }));
            filling.await();
            Future<?> second = threads.submit(() -> new Publication(target, root.resolve("locks"))
                    .publish(() -> Files.exists(target), progress -> waiting.countDown(), building -> {
                        fills.incrementAndGet();
                        write(building, "second");
                    }));
            first.get();
            second.get();
        }
        assertThat(fills).hasValue(1);
        assertThat(target.resolve("content")).hasContent("first");
    }

    @Test
    void killedProcessLeavesNothingVisibleAndTheNextOneCleansUp() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                PublicationVictim.class.getName(),
                target.toString(),
                root.resolve("locks").toString()));
        Process victim = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(victim.inputReader().readLine()).isEqualTo("filling");
        assertThat(target).doesNotExist();
        assertThat(names(shelf)).containsExactly(".building-model");

        Path other = target.resolveSibling("other");
        new Publication(other, root.resolve("locks"))
                .publish(() -> false, Watch.NONE, building -> write(building, "x"));
        assertThat(names(shelf)).containsExactly(".building-model", "other");

        victim.destroyForcibly().waitFor();
        assertThat(target).doesNotExist();
        new Publication(other, root.resolve("locks"))
                .publish(() -> false, Watch.NONE, building -> write(building, "y"));
        assertThat(names(shelf)).containsExactly("other");
    }

    @Test
    void removalTakesEverythingAndFollowsNoLink() throws IOException {
        Path outside = Files.writeString(root.resolve("outside"), "kept");
        publish(() -> false, building -> {
            write(building, "x");
            link(building.resolve("link"), root);
        });
        new Publication(target, root.resolve("locks")).remove(Watch.NONE);
        assertThat(names(shelf)).isEmpty();
        assertThat(outside).hasContent("kept");
    }

    private void publish(BooleanSupplier current, Consumer<Path> fill) {
        new Publication(target, root.resolve("locks")).publish(current, Watch.NONE, fill);
    }

    private static void write(Path folder, String text) {
        try {
            Files.writeString(folder.resolve("content"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path link, Path to) {
        try {
            Files.createSymbolicLink(link, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
