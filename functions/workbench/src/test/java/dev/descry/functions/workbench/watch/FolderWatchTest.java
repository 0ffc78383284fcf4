package dev.descry.functions.workbench.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.StepMemory;
import dev.descry.expert.FakeExpert;
import dev.descry.run.Images;
import dev.descry.run.LocalFunctions;
import dev.descry.run.Routes;
import dev.descry.run.RunStore;
import dev.descry.store.FakeObjectStore;
import dev.descry.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    @TempDir
    Path folder;

    private final FakeExpert one =
            FakeExpert.answering("one:a", request -> "Image " + request.image().bytes()[8] + ".");
    private final RunStore runs = new RunStore(new FakeObjectStore());
    private final ChainRunner runner =
            new ChainRunner(FakeExperts.of(one, FakeExpert.saying("two:b", "Checked.")), StepMemory.NONE, 2);
    private LocalFunctions functions;
    private FolderWatch watch;

    @BeforeEach
    void open() {
        functions = functions(List.of("one", "two"));
        watch = watch(Chain.of("one:a"));
    }

    @AfterEach
    void close() {
        functions.close();
        runner.close();
    }

    @Test
    void anImageDroppedInGetsItsCaptionBesideIt() throws Exception {
        Files.createDirectories(folder.resolve("trip"));
        drop("trip/a b+ü.png", 1);
        settle();
        assertThat(folder.resolve("trip/a b+ü.txt")).hasContent("Image 1.");
        assertThat(folder.resolve("trip/a b+ü.json")).content().contains("\"captioned\"");
        settle();
        assertThat(one.requests()).hasSize(1);
    }

    @Test
    void anImageStillBeingCopiedIsLeftAlone() throws Exception {
        drop("a.png", 1);
        watch.look();
        Files.write(folder.resolve("a.png"), new byte[9_000]);
        watch.look();
        functions.awaitFewerThan(1);
        assertThat(one.requests()).isEmpty();
    }

    @Test
    void anImageThatChangesIsDescribedAgain() throws Exception {
        drop("a.png", 1);
        settle();
        Files.write(folder.resolve("a.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 2, 0});
        settle();
        assertThat(folder.resolve("a.txt")).hasContent("Image 2.");
    }

    @Test
    void aProcessThatStartsAgainDoesWhatIsLeftAndNoMore() throws Exception {
        drop("a.png", 1);
        settle();
        drop("b.png", 2);
        watch = watch(Chain.of("one:a"));
        settle();
        assertThat(folder.resolve("b.txt")).hasContent("Image 2.");
        assertThat(one.requests()).hasSize(2);

        Files.delete(folder.resolve("a.txt"));
        Files.delete(folder.resolve("a.json"));
        watch = watch(Chain.of("one:a"));
        settle();
        assertThat(folder.resolve("a.txt")).hasContent("Image 1.");
        assertThat(one.requests()).as("its caption was still there").hasSize(2);
    }

    @Test
    void anotherChainIsAnotherRun() throws Exception {
        drop("a.png", 1);
        settle();
        watch = watch(Chain.of("one:a", "two:b"));
        settle();
        assertThat(folder.resolve("a.txt")).hasContent("Checked.");
    }

    @Test
    void aChainThatNoFunctionRunsIsRefusedBeforeItWaitsForEver() {
        assertThatThrownBy(() -> functions.require(Chain.of("three:c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one, two")
                .hasMessageContaining("found three");
    }

    private void settle() throws InterruptedException {
        watch.look();
        watch.look();
        functions.awaitFewerThan(1);
    }

    private FolderWatch watch(Chain chain) {
        return new FolderWatch(folder, chain, functions, runs::ended, Duration.ofMinutes(5));
    }

    private LocalFunctions functions(List<String> names) {
        Images images = new Images(new Stores(Map.of())::holding, 10_000);
        return new LocalFunctions(runs, images, runner, Routes.BY_FAMILY, names, Clock.systemUTC());
    }

    private void drop(String name, int last) throws IOException {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', (byte) last};
        Files.write(folder.resolve(name), png);
    }
}
