package dev.descry.experts.interrogator;

import dev.descry.experts.interrogator.Ranking.Ranked;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the phrases that, written behind a text, bring it nearest to an image, or farthest from it. Each round orders all
 * phrases by a guess that costs no encoding, encodes the most promising few and takes the best of them. Rounds go on
 * past a step down; the best prompt seen is then improved by exchanging phrases one by one, and when that no longer helps
 * by growing some of them anew, while the allowance lasts.
 */
final class PhraseSearch {
    /** Neighbours that are dropped together. */
    private static final int DROPPED = 3;

    /** Phrases encoded at once. */
    private static final int WIDTH = 16;

    /** Batches of a round, when none of the phrases so far improves the prompt. */
    private static final int BATCHES = 4;

    /** Rounds without a new best after which the prompt grows no more. */
    private static final int PATIENCE = 4;

    /** How many phrases the text that the search begins with weighs in a guess. */
    private static final float START_WEIGHT = 3;

    private final Match match;
    private final Candidates candidates;
    private final boolean farthest;
    private final int rounds;
    private final int last;

    /**
     * Prepares a search.
     *
     * @param rounds at most so many phrases
     * @param allowance texts to encode at most, a batch more or less
     */
    PhraseSearch(Match match, List<Ranked> phrases, boolean farthest, int rounds, int allowance) {
        this.match = match;
        this.candidates = new Candidates(phrases);
        this.farthest = farthest;
        this.rounds = rounds;
        this.last = match.encodings() + allowance;
    }

    /** A text on the way: how it began, the phrases behind that, its feature and similarity. */
    private record Prompt(String start, List<Integer> phrases, float[] feature, float similarity) {}

    /** What was found, the phrases in the text's order. */
    record Found(String text, float similarity, List<Ranked> phrases) {}

    /** Goes on from a text. */
    Found from(String start) {
        return found(searched(measured(start, List.of(List.of())).getFirst()));
    }

    /** Goes on from the phrase that is best by itself. */
    Found fromNothing() {
        List<List<Integer>> singles = new ArrayList<>();
        for (int i = 0; i < Math.min(WIDTH, candidates.size()); i++) {
            singles.add(List.of(i));
        }
        return found(searched(best(measured("", singles))));
    }

    private Prompt searched(Prompt first) {
        return varied(exchanged(grown(first, Set.of())));
    }

    /** Drops some neighbours and grows anew without them, one place after another, while the allowance lasts. */
    private Prompt varied(Prompt first) {
        Prompt best = first;
        for (int at = 0; at < best.phrases().size() && left() > 0; at++) {
            int end = Math.min(at + DROPPED, best.phrases().size());
            List<Integer> kept = new ArrayList<>(best.phrases());
            List<Integer> dropped = kept.subList(at, end);
            Set<Integer> without = Set.copyOf(dropped);
            dropped.clear();
            Prompt other = exchanged(grown(measured(best.start(), List.of(kept)).getFirst(), without));
            if (better(other, best)) {
                best = other;
                at = -1;
            }
        }
        return best;
    }

    private Prompt grown(Prompt first, Set<Integer> without) {
        Prompt current = first;
        Prompt best = first;
        for (int idle = 0; current.phrases().size() < rounds && idle < PATIENCE && left() > 0; idle++) {
            Prompt next = extended(current, current, without);
            if (next == null) {
                break;
            }
            if (better(next, best)) {
                best = next;
                idle = -1;
            }
            current = next;
        }
        return best;
    }

    /** The best of the most promising phrases behind the prompt; more are tried until one is better than the goal. */
    private @Nullable Prompt extended(Prompt prompt, Prompt goal, Set<Integer> without) {
        float weight = START_WEIGHT + prompt.phrases().size();
        float[] guesses = candidates.guesses(prompt.feature(), prompt.similarity(), weight);
        List<Integer> order = candidates.order(guesses, farthest);
        order.removeAll(prompt.phrases());
        order.removeAll(without);
        Prompt best = null;
        for (int batch = 0; batch < BATCHES && left() > 0; batch++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (int candidate :
                    order.subList(Math.min(batch * WIDTH, order.size()), Math.min((batch + 1) * WIDTH, order.size()))) {
                List<Integer> phrases = new ArrayList<>(prompt.phrases());
                phrases.add(candidate);
                if (!match.full(text(prompt.start(), phrases))) {
                    longer.add(phrases);
                }
            }
            for (Prompt found : measured(prompt.start(), longer)) {
                best = best == null || better(found, best) ? found : best;
            }
            if (best != null && better(best, goal)) {
                break;
            }
        }
        return best;
    }

    /** Drops or replaces one phrase at a time for as long as that helps. */
    private Prompt exchanged(Prompt first) {
        Prompt best = first;
        for (Prompt next = exchangedOne(best); next != null; next = exchangedOne(best)) {
            best = next;
        }
        return best;
    }

    /** A better prompt with one phrase fewer or another one, or none. */
    private @Nullable Prompt exchangedOne(Prompt best) {
        if (best.phrases().size() < 2 || left() <= 0) {
            return null;
        }
        List<Prompt> shorter = new ArrayList<>(withoutOne(best));
        shorter.sort((a, b) -> Float.compare(score(b), score(a)));
        for (Prompt one : shorter) {
            Prompt next = better(one, best) ? one : extended(one, best, Set.copyOf(best.phrases()));
            if (next != null && better(next, best)) {
                return next;
            }
        }
        return null;
    }

    private List<Prompt> withoutOne(Prompt prompt) {
        List<List<Integer>> shorter = new ArrayList<>();
        for (int i = 0; i < prompt.phrases().size(); i++) {
            List<Integer> phrases = new ArrayList<>(prompt.phrases());
            phrases.remove(i);
            shorter.add(phrases);
        }
        return measured(prompt.start(), shorter);
    }

    private List<Prompt> measured(String start, List<List<Integer>> phrases) {
        List<float[]> features =
                match.read(phrases.stream().map(some -> text(start, some)).toList());
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            prompts.add(new Prompt(start, phrases.get(i), features.get(i), match.similarity(features.get(i))));
        }
        return prompts;
    }

    private String text(String start, List<Integer> phrases) {
        StringBuilder text = new StringBuilder(start);
        for (int phrase : phrases) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(candidates.term(phrase).text());
        }
        return text.toString();
    }

    private Found found(Prompt prompt) {
        List<Ranked> phrases = prompt.phrases().stream().map(candidates::term).toList();
        return new Found(text(prompt.start(), prompt.phrases()), prompt.similarity(), phrases);
    }

    private Prompt best(List<Prompt> prompts) {
        return prompts.stream().reduce((a, b) -> better(b, a) ? b : a).orElseThrow();
    }

    private boolean better(Prompt one, Prompt other) {
        return score(one) > score(other);
    }

    private float score(Prompt prompt) {
        return farthest ? -prompt.similarity() : prompt.similarity();
    }

    private int left() {
        return last - match.encodings();
    }
}
