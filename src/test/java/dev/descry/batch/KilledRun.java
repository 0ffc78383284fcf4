package dev.descry.batch;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.StepKey;
import dev.descry.dataset.Existing;
import dev.descry.dataset.ImageFiles;
import dev.descry.dataset.Sidecars;
import dev.descry.expert.Expert;
import dev.descry.expert.FakeExpert;
import dev.descry.expert.Request;
import dev.descry.store.CaptionStore;
import dev.descry.store.FolderStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The process that {@link KillTest} kills: describes the images of a folder by two scripted experts. Every call is a line
 * {@code imageId/stepKey} in a file, written before the expert answers.
 */
final class KilledRun {
    private static final int CALLS_OF_REHEARSAL = 2;
    private static final Semaphore ANSWERS = new Semaphore(CALLS_OF_REHEARSAL);

    private KilledRun() {}

    /** Takes the folder that holds {@code photos} and gets everything else, and how many calls are answered. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        // Loads every class, so that a kill hits the work and not the start of the process.
        Path rehearsal = Files.createTempDirectory(folder, "rehearsal");
        Files.createDirectory(rehearsal.resolve("photos"));
        Files.write(rehearsal.resolve("photos/0.bmp"), new byte[] {'B', 'M', 0});
        run(rehearsal);
        Files.createFile(folder.resolve("calls"));
        ANSWERS.release(Integer.parseInt(arguments[1]));
        run(folder);
    }

    private static void run(Path folder) {
        FakeExpert a = scripted(folder, "a", KilledRun::seen);
        FakeExpert b =
                scripted(folder, "b", request -> request.prompt().previous().orElse("") + " Checked.");
        ImageFiles images = ImageFiles.of(List.of(folder.resolve("photos").toString()), true);
        Batch batch = new Batch(images, Chain.of("a", "b"), Existing.SKIP, OptionalLong.empty(), 2, false);
        CaptionStore store = new CaptionStore(FolderStore.open(folder.resolve("store")));
        try (ChainRunner chains = new ChainRunner(FakeExperts.of(a, b), store, 2)) {
            new BatchRunner(batch, chains, Sidecars.in(folder.resolve("out")), folder.resolve("out/captions.jsonl"))
                    .run(BatchListener.NONE);
        }
    }

    /** Long enough that a text cut short is told from a whole one. */
    static String seen(Request request) {
        return seen(request.image().bytes()[2] & 0xFF);
    }

    static String seen(int number) {
        return ("Picture number " + number + " shows a row of houses, trees and cars, " + number * 31 + " in all. ")
                + "Nobody is there.";
    }

    private static FakeExpert scripted(Path folder, String name, Function<Request, String> rule) {
        FakeExpert expert = new FakeExpert(name, Expert.Place.DEVICE);
        return expert.then((request, cancellation) -> {
            ANSWERS.acquireUninterruptibly();
            String call = request.image().id() + "/" + StepKey.of(expert, request.prompt(), request.decoding()) + "\n";
            append(folder.resolve("calls"), call);
            return rule.apply(request);
        });
    }

    private static synchronized void append(Path file, String line) {
        try {
            Files.write(
                    file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
