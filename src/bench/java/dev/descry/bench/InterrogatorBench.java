package dev.descry.bench;

import dev.descry.experts.interrogator.Clip;
import dev.descry.experts.interrogator.EmbeddingCache;
import dev.descry.experts.interrogator.FormulaClip;
import dev.descry.experts.interrogator.Interrogator;
import dev.descry.experts.interrogator.Mode;
import dev.descry.experts.interrogator.TermList;
import dev.descry.experts.interrogator.Vocabulary;
import dev.descry.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The interrogator's {@code fast} and {@code best} per image over 10,000 terms: texts encoded, final similarity and seconds,
 * as clip-interrogator 0.6.0 does it and as Descry does, with the share of the arithmetic limit that the encodings reach,
 * measured before and after. Arguments: {@code work=} a folder, {@code clip=} a CLIP checkpoint, {@code formula} (which
 * costs next to nothing) or {@code large} (ViT-L/14 with random weights), {@code scenes=} the scenes, {@code count=6},
 * {@code terms=10000}, {@code ways=original,Descry}, {@code threads=2}.
 */
public final class InterrogatorBench {
    private final Options options;
    private final Path work;
    private final int threads;

    private InterrogatorBench(Options options) {
        this.options = options;
        this.work = options.path("work");
        this.threads = options.number("threads", 2);
    }

    public static void main(String[] args) throws IOException {
        new InterrogatorBench(Options.of(args)).run();
    }

    private void run() throws IOException {
        String wanted = options.text("clip", "main/models/clip-scenes");
        if (wanted.equals("formula")) {
            measure(new FormulaClip("formula"), true).forEach(InterrogationTimes::print);
            return;
        }
        Path checkpoint =
                wanted.equals("large") ? ClipCheckpoint.large(work.resolve("clip-l14-random")) : Path.of(wanted);
        var files = new BenchPackages(work).of(checkpoint, BenchPackages.precisions("fp32"));
        Limits before = Limits.measure(threads);
        List<InterrogationTimes> times;
        try (CountedClip clip = CountedClip.open(files, threads)) {
            times = measure(clip, false);
        }
        Limits limits = before.orBetter(Limits.measure(threads));
        System.out.println(limits.line());
        times.forEach(way -> way.print(limits));
    }

    private List<InterrogationTimes> measure(Clip clip, boolean formula) throws IOException {
        List<TermList> lists = lists();
        System.out.println(Vocabulary.of(lists));
        System.out.println(InterrogationTimes.HEAD);
        List<InterrogationTimes> all = new ArrayList<>();
        try (EmbeddingCache cache = new EmbeddingCache(work.resolve("kept"))) {
            for (String way : options.list("ways", "original,Descry")) {
                Interrogator by = way.equals("original")
                        ? Interrogator.compat(clip, written(lists), cache)
                        : Interrogator.open(clip, Vocabulary.of(lists), cache);
                by.interrogate(Mode.ANALYSE, image(0, formula), "", () -> false); // encodes the terms
                InterrogationTimes times = new InterrogationTimes(way, by, clip);
                for (int i = 0; i < options.number("count", 6); i++) {
                    times.add(image(i, formula), caption(i));
                }
                all.add(times);
            }
        }
        return all;
    }

    private Image image(int at, boolean formula) throws IOException {
        if (formula) {
            return FormulaClip.picture(caption(at) + ", "
                    + String.join(", ", lists().getFirst().terms().subList(at * 7, at * 7 + 4)));
        }
        return Scenes.of(options).image(at);
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
