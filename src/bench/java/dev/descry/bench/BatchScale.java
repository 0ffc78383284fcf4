package dev.descry.bench;

import dev.descry.batch.Batch;
import dev.descry.batch.BatchListener;
import dev.descry.batch.BatchReport;
import dev.descry.batch.BatchRunner;
import dev.descry.batch.Outputs;
import dev.descry.batch.Wording;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.StepMemory;
import dev.descry.dataset.Content;
import dev.descry.dataset.Dataset;
import dev.descry.dataset.Existing;
import dev.descry.dataset.ImageFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Planning and bookkeeping for very many images that exist only as entries: a dry run, a run with an expert that answers at
 * once, and the same run again, which finds everything done. Tells the live heap after every tenth of the images.
 *
 * <p>Arguments: {@code folder=DIR} for the records, {@code images=1000000}, {@code concurrency=16}.
 */
public final class BatchScale {
    private BatchScale() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        int images = options.number("images", 1_000_000);
        Path folder = Files.createDirectories(options.path("folder"));
        Path records = folder.resolve("captions.jsonl");
        Files.deleteIfExists(records);
        Dataset entries = new Entries(folder.toAbsolutePath(), images);
        for (String what : List.of("plan", "run", "again")) {
            Batch batch = new Batch(
                    entries,
                    Chain.of("instant"),
                    Existing.SKIP,
                    OptionalLong.empty(),
                    options.number("concurrency", 16),
                    what.equals("plan"));
            try (ChainRunner chains = new ChainRunner(InstantExpert::new, StepMemory.NONE, 1)) {
                Outputs outputs = new Outputs(List.of(), Wording.PLAIN, records, Set.of());
                BatchReport report = new BatchRunner(batch, chains, outputs).run(watching(images / 10));
                System.out.printf(
                        Locale.ROOT,
                        "%s: %d captioned, %d skipped in %.1f s%n",
                        what,
                        report.progress().captioned(),
                        report.progress().skipped(),
                        report.progress().elapsed().toMillis() / 1000.0);
            }
        }
    }

    private static BatchListener watching(int every) {
        return (image, outcome, progress) -> {
            if (progress.done() % every == 0) {
                System.gc();
                System.out.printf(
                        Locale.ROOT,
                        "%9d images  %5.1f s  %s%n",
                        progress.done(),
                        progress.elapsed().toMillis() / 1000.0,
                        Memory.now().line());
            }
        };
    }

    /** Entries with a few fields, like the rows of a table. */
    private record Entries(Path base, int count) implements Dataset {
        @Override
        public Set<String> fields() {
            return Set.of("tweet");
        }

        @Override
        public Iterator<ImageFile> iterator() {
            return IntStream.range(0, count).mapToObj(this::image).iterator();
        }

        private ImageFile image(int number) {
            Path name = Path.of(String.format(Locale.ROOT, "%03d/%06d.bmp", number / 1000, number));
            Map<String, String> fields = Map.of("tweet", "the words of tweet " + number);
            return new ImageFile(name, name, fields, new Drawn(number));
        }
    }

    /** Six bytes that pass for an image until somebody decodes them. */
    private record Drawn(int number) implements Content {
        @Override
        public boolean there() {
            return true;
        }

        @Override
        public byte[] read(long mostBytes) {
            return ByteBuffer.allocate(6)
                    .put((byte) 'B')
                    .put((byte) 'M')
                    .putInt(number)
                    .array();
        }

        @Override
        public String address() {
            return "drawn:" + number;
        }
    }
}
