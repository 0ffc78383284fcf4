package dev.descry.experts.interrogator;

import dev.descry.caption.Phrase;
import dev.descry.caption.Sha256;
import dev.descry.experts.interrogator.PhraseSearch.Found;
import dev.descry.experts.interrogator.Ranking.Ranked;
import dev.descry.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes images by a caption and the terms of a vocabulary that CLIP finds in them. Safe for use by several threads;
 * features of lists are encoded at the first use of each.
 */
public final class Interrogator {
    /** Phrases behind a caption at most, as in the original. */
    private static final int MOST_PHRASES = 32;

    /** Phrases the search for the best prompt chooses from. */
    private static final int CANDIDATES = 2048;

    /** A twentieth of the up to 32 x 2,035 texts that the original encodes, with room for the final comparison. */
    private static final int ALLOWANCE = 3000;

    private static final int COMPAT_CHUNK = 2048;
    private static final int CLASSIC_TERMS = 3;
    private static final int ANALYSED = 5;
    private static final int CUSTOM_TERMS = 10;
    private static final List<String> CLASSIC_LISTS =
            List.of(CompatLists.MEDIUMS, CompatLists.ARTISTS, CompatLists.TRENDINGS, CompatLists.MOVEMENTS);

    private final Clip clip;
    private final List<TermList> lists;
    private final EmbeddingCache cache;
    private final @Nullable CompatInterrogator compat;

    private Interrogator(Clip clip, List<TermList> lists, EmbeddingCache cache, boolean compat) {
        this.clip = clip;
        this.cache = cache;
        this.lists = lists;
        this.compat = compat ? new CompatInterrogator(this::only, COMPAT_CHUNK, CANDIDATES) : null;
    }

    /** Over these lists, with features kept in the cache. */
    public static Interrogator open(Clip clip, Vocabulary vocabulary, EmbeddingCache cache) {
        List<TermList> lists = vocabulary.names().stream()
                .map(name -> vocabulary.list(name).orElseThrow())
                .toList();
        return new Interrogator(clip, lists, cache, false);
    }

    /**
     * Answers as clip-interrogator 0.6.0 does, result for result.
     *
     * @param folder with the original's five lists
     * @throws IOException when one is missing
     */
    public static Interrogator compat(Clip clip, Path folder, EmbeddingCache cache) throws IOException {
        return new Interrogator(clip, CompatLists.read(folder), cache, true);
    }

    /**
     * Interrogates one image.
     *
     * @param caption what a captioner wrote; unused by the modes that take none
     * @param stopped asked before every batch of texts
     * @throws java.util.concurrent.CancellationException when it was true
     */
    public Interrogation interrogate(Mode mode, Image image, String caption, BooleanSupplier stopped) {
        Match match = new Match(clip, clip.see(image), stopped);
        if (compat != null && mode.original()) {
            return compatible(compat, mode, match, caption);
        }
        return switch (mode) {
            case CAPTION -> new Interrogation(mode, caption, match.similarity(caption), List.of(), match.encodings());
            case CLASSIC -> ended(mode, match, classic(match, caption, CLASSIC_TERMS));
            case FAST -> ended(mode, match, fast(match, caption));
            case BEST -> ended(mode, match, best(match, caption));
            case NEGATIVE -> ended(mode, match, negative(match));
            case ANALYSE -> analysis(match);
            case CUSTOM -> custom(match);
        };
    }

    /** The CLIP model's name. */
    public String model() {
        return clip.name();
    }

    /** SHA-256 over all that decides its answers. */
    public String digest() {
        StringBuilder parts = new StringBuilder(clip.digest()).append(compat != null);
        lists.forEach(
                list -> parts.append('\n').append(list.name()).append('\n').append(list.terms()));
        return Sha256.of(parts.toString());
    }

    private Interrogation compatible(CompatInterrogator original, Mode mode, Match match, String caption) {
        String text = original.answer(mode, match, caption);
        int encodings = match.encodings();
        Map<String, Ranked> known = new HashMap<>();
        Ranking.top(tables(name -> true), match.image(), Integer.MAX_VALUE, false)
                .forEach(term -> known.put(term.text(), term));
        List<Phrase> phrases = Stream.of(text.split(", ", -1))
                .map(known::get)
                .filter(Objects::nonNull)
                .map(Ranked::phrase)
                .toList();
        return new Interrogation(mode, text, match.similarity(text), phrases, encodings);
    }

    private LabelTable only(String list) {
        return tables(list::equals).getFirst();
    }

    private Found classic(Match match, String caption, int terms) {
        List<Ranked> chosen = new ArrayList<>();
        for (String list : CLASSIC_LISTS) {
            tables(name -> name.equals(list)).forEach(table -> chosen.addAll(top(match, List.of(table), 1)));
        }
        chosen.removeIf(term -> caption.startsWith(term.text()));
        chosen.addAll(top(match, tables(name -> positive(name) && !CLASSIC_LISTS.contains(name)), terms));
        return fitted(match, caption, chosen);
    }

    private Found fast(Match match, String caption) {
        return fitted(match, caption, top(match, tables(Interrogator::positive), MOST_PHRASES));
    }

    private Found best(Match match, String caption) {
        List<Ranked> candidates = top(match, tables(Interrogator::positive), CANDIDATES);
        Found searched = new PhraseSearch(match, candidates, false, MOST_PHRASES, ALLOWANCE).from(caption);
        Found fast = fast(match, caption);
        Found classic = classic(match, caption, MOST_PHRASES);
        return Stream.of(searched, fast, classic)
                .reduce((a, b) -> b.similarity() > a.similarity() ? b : a)
                .orElseThrow();
    }

    private Found negative(Match match) {
        List<LabelTable> tables = tables(name -> true);
        List<Ranked> farthest = Ranking.top(tables, match.image(), CANDIDATES, true);
        return new PhraseSearch(match, farthest, true, MOST_PHRASES, ALLOWANCE).fromNothing();
    }

    private Interrogation analysis(Match match) {
        Map<LabelTable, List<Ranked>> found = new LinkedHashMap<>();
        tables(name -> true).forEach(table -> found.put(table, top(match, List.of(table), ANALYSED)));
        String text = found.entrySet().stream()
                .map(entry -> entry.getKey().name() + ": " + scored(entry.getValue()))
                .collect(Collectors.joining("\n"));
        return listed(
                Mode.ANALYSE,
                match,
                text,
                found.values().stream().flatMap(List::stream).toList());
    }

    private Interrogation custom(Match match) {
        List<Ranked> found = top(match, tables(name -> true), CUSTOM_TERMS);
        return listed(Mode.CUSTOM, match, joined(found), found);
    }

    private static Interrogation listed(Mode mode, Match match, String text, List<Ranked> found) {
        float nearest =
                (float) found.stream().mapToDouble(Ranked::similarity).max().orElse(0);
        return new Interrogation(mode, text, nearest, phrases(found), match.encodings());
    }

    /** As many of the terms, in order, as fit behind the caption. */
    private static Found fitted(Match match, String caption, List<Ranked> terms) {
        StringBuilder text = new StringBuilder(caption);
        List<Ranked> kept = new ArrayList<>();
        for (Ranked term : terms) {
            String longer = text + ", " + term.text();
            if (match.full(longer)) {
                break;
            }
            text.append(", ").append(term.text());
            kept.add(term);
        }
        return new Found(text.toString(), match.similarity(text.toString()), kept);
    }

    private List<LabelTable> tables(Predicate<String> names) {
        return lists.stream()
                .filter(list -> names.test(list.name()))
                .map(list -> cache.table(clip, list))
                .toList();
    }

    private static boolean positive(String list) {
        return !list.equals(Vocabulary.NEGATIVE);
    }

    private static List<Ranked> top(Match match, List<LabelTable> tables, int count) {
        return Ranking.top(tables, match.image(), count, false);
    }

    private static Interrogation ended(Mode mode, Match match, Found found) {
        return new Interrogation(mode, found.text(), found.similarity(), phrases(found.phrases()), match.encodings());
    }

    private static List<Phrase> phrases(List<Ranked> ranked) {
        return ranked.stream().map(Ranked::phrase).toList();
    }

    private static String joined(List<Ranked> ranked) {
        return ranked.stream().map(Ranked::text).collect(Collectors.joining(", "));
    }

    private static String scored(List<Ranked> ranked) {
        return ranked.stream()
                .map(term -> "%s (%.3f)".formatted(term.text(), term.similarity()))
                .collect(Collectors.joining(", "));
    }
}
