package dev.descry.bench;

import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.interrogator.Clip;
import dev.descry.experts.interrogator.EmbeddingCache;
import dev.descry.experts.interrogator.FormulaClip;
import dev.descry.experts.interrogator.Interrogation;
import dev.descry.experts.interrogator.Interrogator;
import dev.descry.experts.interrogator.Mode;
import dev.descry.experts.interrogator.OpenedClip;
import dev.descry.experts.interrogator.TermList;
import dev.descry.experts.interrogator.Vocabulary;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.ort.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The interrogator's {@code fast} and {@code best} per image over 10,000 terms: texts encoded, final similarity and
 * milliseconds, as clip-interrogator 0.6.0 does it and as Descry does. Arguments: {@code work=} a folder, {@code clip=} a
 * CLIP checkpoint or {@code formula}, {@code scenes=} the scenes, {@code count=6}, {@code terms=10000}.
 */
public final class InterrogatorBench {
    private final Options options;
    private final Path work;

    private InterrogatorBench(Options options) {
        this.options = options;
        this.work = options.path("work");
    }

    public static void main(String[] args) throws IOException {
        new InterrogatorBench(Options.of(args)).run();
    }

    private void run() throws IOException {
        String wanted = options.text("clip", "main/models/clip-scenes");
        if (wanted.equals("formula")) {
            measure(new FormulaClip("formula"), true);
            return;
        }
        var files = new BenchPackages(work).of(Path.of(wanted), BenchPackages.precisions("fp32"));
        try (ClipModel model = ClipModel.open(
                "clip", files, SessionSettings.cpu(options.number("threads", 2)), DecodeLimits.DEFAULT)) {
            measure(new OpenedClip(model), false);
        }
    }

    private void measure(Clip clip, boolean formula) throws IOException {
        List<TermList> lists = lists();
        System.out.println(Vocabulary.of(lists));
        System.out.println("| image | way | fast: similarity | ms | best: similarity | texts | ms |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        try (EmbeddingCache cache = new EmbeddingCache(work.resolve("kept"))) {
            Interrogator ours = Interrogator.open(clip, Vocabulary.of(lists), cache);
            Interrogator original = Interrogator.compat(clip, written(lists), cache);
            ours.interrogate(Mode.ANALYSE, image(0, formula), "", () -> false);
            original.interrogate(Mode.ANALYSE, image(0, formula), "", () -> false);
            Sums sums = new Sums();
            for (int i = 0; i < options.number("count", 6); i++) {
                String caption = caption(i);
                sums.add(0, row(i, "original", original, image(i, formula), caption));
                sums.add(1, row(i, "Descry", ours, image(i, formula), caption));
            }
            sums.print();
        }
    }

    private static Interrogation row(int at, String way, Interrogator by, Image image, String caption) {
        long start = System.nanoTime();
        Interrogation fast = by.interrogate(Mode.FAST, image, caption, () -> false);
        long between = System.nanoTime();
        Interrogation best = by.interrogate(Mode.BEST, image, caption, () -> false);
        long end = System.nanoTime();
        System.out.printf(
                "| %d | %s | %.4f | %d | %.4f | %d | %d |%n",
                at,
                way,
                fast.similarity(),
                (between - start) / 1_000_000,
                best.similarity(),
                best.encodings(),
                (end - between) / 1_000_000);
        return best;
    }

    /** Means of both ways. */
    private static final class Sums {
        private final double[] similarities = new double[2];
        private final long[] encodings = new long[2];
        private int images;

        void add(int way, Interrogation found) {
            similarities[way] += found.similarity();
            encodings[way] += found.encodings();
            images += way;
        }

        void print() {
            System.out.printf(
                    "best, mean of %d images: original %.4f with %d texts, Descry %.4f with %d: %.1f times fewer, %.1f times"
                            + " fewer than 65,000%n",
                    images,
                    similarities[0] / images,
                    encodings[0] / images,
                    similarities[1] / images,
                    encodings[1] / images,
                    (double) encodings[0] / encodings[1],
                    65_000.0 * images / encodings[1]);
        }
    }

    private Image image(int at, boolean formula) throws IOException {
        if (formula) {
            return FormulaClip.picture(caption(at) + ", "
                    + String.join(", ", lists().getFirst().terms().subList(at * 7, at * 7 + 4)));
        }
        Path scenes = Path.of(options.text("scenes", "test/resources/dev/descry/scenes"));
        return Image.of(Files.readAllBytes(scenes.resolve("images").resolve("%03d.png".formatted(at))));
    }

    private static String caption(int at) {
        return List.of("a drawing", "a picture of shapes", "two shapes", "an image", "a star", "a large red circle")
                .get(at % 6);
    }

    /** Flavours made of pairs of Descry's own terms, and its mediums and movements. */
    private List<TermList> lists() {
        Vocabulary own = Vocabulary.bundled();
        Set<String> terms = new LinkedHashSet<>(own.list("shapes").orElseThrow().terms());
        pairs(terms, own, "shapes", "lighting");
        pairs(terms, own, "scene", "weather");
        pairs(terms, own, "damage", "lighting");
        List<String> flavours =
                new ArrayList<>(terms).subList(0, Math.min(terms.size(), options.number("terms", 10_000)));
        return List.of(
                new TermList("flavors", flavours),
                own.list("mediums").orElseThrow(),
                own.list("movements").orElseThrow(),
                new TermList("artists", List.of("Nobody")),
                own.list("negative").orElseThrow());
    }

    private static void pairs(Set<String> terms, Vocabulary own, String first, String second) {
        for (String one : own.list(first).orElseThrow().terms()) {
            for (String other : own.list(second).orElseThrow().terms()) {
                terms.add(one + " in " + other);
            }
        }
    }

    private Path written(List<TermList> lists) throws IOException {
        Path folder = Files.createDirectories(work.resolve("lists"));
        for (TermList list : lists) {
            Files.writeString(folder.resolve(list.name() + ".txt"), String.join("\n", list.terms()) + "\n");
        }
        return folder;
    }
}
