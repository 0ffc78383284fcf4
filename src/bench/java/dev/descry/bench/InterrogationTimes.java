package dev.descry.bench;

import dev.descry.experts.interrogator.Clip;
import dev.descry.experts.interrogator.Interrogation;
import dev.descry.experts.interrogator.Interrogator;
import dev.descry.experts.interrogator.Mode;
import dev.descry.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one way of interrogating found in images, and what it cost. */
final class InterrogationTimes {
    static final String HEAD = "| image | way | fast: similarity | seconds | best: similarity | texts | seconds |\n"
            + "| --- | --- | --- | --- | --- | --- | --- |";
    private static final int ORIGINAL = 65_000;

    private final String way;
    private final Interrogator by;
    private final Clip clip;
    private final List<Timed> fast = new ArrayList<>();
    private final List<Timed> best = new ArrayList<>();

    InterrogationTimes(String way, Interrogator by, Clip clip) {
        this.way = way;
        this.by = by;
        this.clip = clip;
    }

    private record Timed(Interrogation found, double seconds, Work work) {
        double similarity() {
            return found.similarity();
        }

        double texts() {
            return found.encodings();
        }
    }

    void add(Image image, String caption) {
        fast.add(timed(Mode.FAST, image, caption));
        best.add(timed(Mode.BEST, image, caption));
        System.out.printf(
                "| %d | %s | %.4f | %.3f | %.4f | %.0f | %.3f |%n",
                best.size(),
                way,
                fast.getLast().similarity(),
                fast.getLast().seconds(),
                best.getLast().similarity(),
                best.getLast().texts(),
                best.getLast().seconds());
    }

    private Timed timed(Mode mode, Image image, String caption) {
        taken();
        long start = System.nanoTime();
        Interrogation found = by.interrogate(mode, image, caption, () -> false);
        return new Timed(found, (System.nanoTime() - start) / 1e9, taken());
    }

    private Work taken() {
        return clip instanceof CountedClip counted ? counted.taken() : new Work(0, 0);
    }

    /** The means, without a share of the limit. */
    void print() {
        System.out.printf(
                "%s, best, mean of %d images: similarity %.4f, %.0f texts, %.1f times fewer than %,d%n",
                way,
                best.size(),
                mean(best, Timed::similarity),
                mean(best, Timed::texts),
                ORIGINAL / mean(best, Timed::texts),
                ORIGINAL);
    }

    /** The means. */
    void print(Limits limits) {
        print();
        System.out.printf(
                "%s: fast %.3f s an image, %.0f %% of arithmetic; best %.3f s, %.0f %%%n",
                way, mean(fast, Timed::seconds), share(fast, limits), mean(best, Timed::seconds), share(best, limits));
    }

    private static double share(List<Timed> all, Limits limits) {
        return 100 * mean(all, one -> CountedClip.leastSeconds(one.work(), limits)) / mean(all, Timed::seconds);
    }

    private static double mean(List<Timed> all, ToDoubleFunction<Timed> of) {
        return all.stream().mapToDouble(of).average().orElseThrow();
    }
}
