package dev.descry.bench;

import dev.descry.batch.Batch;
import dev.descry.batch.BatchListener;
import dev.descry.batch.BatchReport;
import dev.descry.batch.BatchRunner;
import dev.descry.batch.Outputs;
import dev.descry.batch.Wording;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.dataset.Existing;
import dev.descry.dataset.ImageFiles;
import dev.descry.dataset.Sidecars;
import dev.descry.store.CaptionStore;
import dev.descry.store.FolderStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a batch costs beside its experts: JPEG files of 200 kB, all different, in one folder, are read, identified, given to an
 * expert that answers at once, and their captions kept, recorded and written beside them. Nothing is decoded.
 *
 * <p>Arguments: {@code folder=DIR} (made when it is not there), {@code images=2000}, {@code rounds=3}, {@code concurrency=32},
 * {@code write=txt} or {@code none}.
 */
public final class BatchBench {
    private static final int BYTES = 200_000;

    private BatchBench() {}

    public static void main(String[] args) throws IOException {
        Options options = Options.of(args);
        Path folder = options.path("folder");
        int images = options.number("images", 2000);
        make(folder.resolve("photos"), images);
        for (int round = 0; round < options.number("rounds", 3); round++) {
            Path out = Files.createDirectories(folder.resolve("out-" + System.nanoTime()));
            double before = processor();
            BatchReport report = run(folder.resolve("photos"), out, options);
            System.out.printf(
                    Locale.ROOT,
                    "%d images, %.0f images/s, %.2f ms of processor an image; %s%n",
                    report.progress().captioned(),
                    report.progress().imagesPerSecond(),
                    (processor() - before) * 1000 / images,
                    Memory.now().line());
        }
    }

    private static BatchReport run(Path photos, Path out, Options options) {
        int concurrency = options.number("concurrency", 32);
        Batch batch = new Batch(
                ImageFiles.of(List.of(photos.toString()), false),
                Chain.of("instant"),
                Existing.SKIP,
                OptionalLong.empty(),
                concurrency,
                false);
        List<Sidecars> sidecars = new ArrayList<>();
        if (options.text("write", "txt").equals("txt")) {
            sidecars.add(Sidecars.in(out));
        }
        Outputs outputs = new Outputs(sidecars, Wording.PLAIN, out.resolve("captions.jsonl"), Set.of());
        CaptionStore store = new CaptionStore(FolderStore.openUnforced(out.resolve("store")));
        try (ChainRunner chains = new ChainRunner(InstantExpert::new, store, concurrency)) {
            return new BatchRunner(batch, chains, outputs).run(BatchListener.NONE);
        }
    }

    private static double processor() {
        var bean = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return bean.getProcessCpuTime() / 1e9;
    }

    /** A photograph and, behind its end, zeros and a number. */
    private static void make(Path photos, int images) throws IOException {
        if (Files.isDirectory(photos)) {
            return;
        }
        Files.createDirectories(photos);
        byte[] photo = Files.readAllBytes(Path.of("samples/photos/cat.jpg"));
        byte[] padded = Arrays.copyOf(photo, BYTES);
        for (int i = 0; i < images; i++) {
            ByteBuffer.wrap(padded).putInt(BYTES - Integer.BYTES, i);
            Files.write(photos.resolve(String.format(Locale.ROOT, "%06d.jpg", i)), padded);
        }
    }
}
