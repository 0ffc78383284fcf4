package dev.descry.experts.interrogator;

import dev.descry.experts.interrogator.Ranking.Ranked;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The modes as clip-interrogator 0.6.0 has them, with all their quirks; see the specification's section G. */
final class CompatInterrogator {
    private static final int MOST_FLAVOURS = 32;
    private static final int WARM_UP = 8;
    private static final int CLASSIC_FLAVOURS = 3;
    private static final List<String> MERGED = List.of(
            CompatLists.ARTISTS,
            CompatLists.FLAVORS,
            CompatLists.MEDIUMS,
            CompatLists.MOVEMENTS,
            CompatLists.TRENDINGS);

    private final Function<String, LabelTable> tables;
    private final int candidates;
    private final CompatRanking ranking;

    /**
     * Over these tables.
     *
     * @param tables by the original's names of lists
     * @param chunk terms ranked together, 2,048
     * @param candidates phrases the search begins with, 2,048; a chunked ranking gives fewer
     */
    CompatInterrogator(Function<String, LabelTable> tables, int chunk, int candidates) {
        this.tables = tables;
        this.candidates = candidates;
        this.ranking = new CompatRanking(chunk);
    }

    /** What the original answers in a mode that it has; the caption is unused by {@code NEGATIVE}. */
    String answer(Mode mode, Match match, String caption) {
        return switch (mode) {
            case CLASSIC -> classic(match, caption, CLASSIC_FLAVOURS);
            case FAST -> fast(match, caption);
            case BEST -> best(match, caption);
            case NEGATIVE -> negative(match);
            case CAPTION, ANALYSE, CUSTOM ->
                throw new IllegalArgumentException("clip-interrogator --compat: expected classic, fast, best or "
                        + "negative, found " + mode.word());
        };
    }

    private String fast(Match match, String caption) {
        return truncated(match, caption + ", " + joined(merged(match, MOST_FLAVOURS)));
    }

    private String best(Match match, String caption) {
        List<String> phrases = texts(merged(match, candidates));
        float similarity = match.similarity(caption);
        String chained = new CompatChain(match, false, WARM_UP, MOST_FLAVOURS).from(caption, similarity, phrases);
        List<String> found = List.of(caption, classic(match, caption, MOST_FLAVOURS), fast(match, caption), chained);
        return found.get(Ranking.largest(match.similarities(found), 1)[0]);
    }

    private String negative(Match match) {
        List<String> phrases = new ArrayList<>(texts(rank(match, CompatLists.FLAVORS, candidates, true)));
        phrases.addAll(tables.apply(CompatLists.NEGATIVE).terms());
        return new CompatChain(match, true, WARM_UP, MOST_FLAVOURS).fromNothing(phrases);
    }

    private String classic(Match match, String caption, int flavours) {
        String medium = first(match, CompatLists.MEDIUMS);
        String prompt = "%s %s, %s, %s, %s"
                .formatted(
                        caption.startsWith(medium) ? caption : caption + ", " + medium,
                        first(match, CompatLists.ARTISTS),
                        first(match, CompatLists.TRENDINGS),
                        first(match, CompatLists.MOVEMENTS),
                        joined(rank(match, CompatLists.FLAVORS, flavours, false)));
        return truncated(match, prompt);
    }

    private String first(Match match, String list) {
        return rank(match, list, 1, false).getFirst().text();
    }

    private List<Ranked> rank(Match match, String list, int count, boolean reverse) {
        return ranking.rank(List.of(tables.apply(list)), match.image(), count, reverse);
    }

    /** The terms the search of the best prompt begins with. */
    List<Ranked> merged(Match match, int count) {
        return ranking.rank(MERGED.stream().map(tables).toList(), match.image(), count, false);
    }

    /** Leaves the separators out of the count, as the original does. */
    private static String truncated(Match match, String text) {
        String[] parts = text.split(", ", -1);
        StringBuilder kept = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length && !match.full(kept + parts[i]); i++) {
            kept.append(", ").append(parts[i]);
        }
        return kept.toString();
    }

    private static List<String> texts(List<Ranked> ranked) {
        return ranked.stream().map(Ranked::text).toList();
    }

    private static String joined(List<Ranked> ranked) {
        return ranked.stream().map(Ranked::text).collect(Collectors.joining(", "));
    }
}
