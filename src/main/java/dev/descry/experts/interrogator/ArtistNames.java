package dev.descry.experts.interrogator;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds terms that name an artist: those that say whose work it is like, and those that hold a listed artist's full name. */
final class ArtistNames {
    /** The list that holds artists' names. */
    static final String LIST = "artists";

    private static final Pattern CREDIT =
            Pattern.compile("(?iu:by|inspired by|in the style of|style of|art by|painting by|work of) \\p{Lu}.*");
    private static final Pattern APART = Pattern.compile("[^\\p{L}\\p{N}]+");

    private ArtistNames() {}

    /** True for terms that name one of the artists; a single word, such as a first name, is no full name. */
    static Predicate<String> of(List<String> artists) {
        Set<List<String>> names = artists.stream()
                .map(ArtistNames::words)
                .filter(words -> words.size() > 1)
                .collect(Collectors.toSet());
        int longest = names.stream().mapToInt(List::size).max().orElse(0);
        return term -> CREDIT.matcher(term).matches() || holdsOne(words(term), names, longest);
    }

    private static boolean holdsOne(List<String> words, Set<List<String>> names, int longest) {
        for (int from = 0; from < words.size(); from++) {
            for (int to = from + 2; to <= Math.min(words.size(), from + longest); to++) {
                if (names.contains(words.subList(from, to))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<String> words(String text) {
        return APART.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
