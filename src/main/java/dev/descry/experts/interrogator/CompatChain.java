package dev.descry.experts.interrogator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The search of clip-interrogator 0.6.0: every round tries all remaining phrases behind the current prompt and takes the
 * best, in the first rounds also where it makes things worse. In reverse the start's similarity keeps its sign while all
 * others change theirs, so that the first phrase alone often remains.
 */
final class CompatChain {
    private final Match match;
    private final boolean reverse;
    private final int warmUp;
    private final int rounds;
    private String best = "";
    private float bestScore;
    private String current = "";
    private float currentScore;

    CompatChain(Match match, boolean reverse, int warmUp, int rounds) {
        this.match = match;
        this.reverse = reverse;
        this.warmUp = warmUp;
        this.rounds = rounds;
    }

    /** Goes on from a prompt whose similarity is known. */
    String from(String prompt, float similarity, Collection<String> phrases) {
        return search(prompt, similarity, new LinkedHashSet<>(phrases));
    }

    /** Starts with the best single phrase. */
    String fromNothing(Collection<String> phrases) {
        Set<String> left = new LinkedHashSet<>(phrases);
        String first = rankTop(List.copyOf(left));
        left.remove(first);
        return search(first, match.similarity(first), left);
    }

    private String search(String prompt, float similarity, Set<String> left) {
        best = current = prompt;
        bestScore = currentScore = similarity;
        for (int round = 0; round < rounds && !left.isEmpty(); round++) {
            String phrase = nextPhrase(left);
            if (!accepts(phrase, round) || match.full(current)) {
                break;
            }
            left.remove(phrase);
        }
        return best;
    }

    private String nextPhrase(Set<String> left) {
        String before = current + ", ";
        List<String> prompts = new ArrayList<>();
        left.forEach(phrase -> prompts.add(before + phrase));
        return rankTop(prompts).substring(before.length());
    }

    private boolean accepts(String phrase, int round) {
        String prompt = current + ", " + phrase;
        float score = reverse ? -match.similarity(prompt) : match.similarity(prompt);
        if (score > bestScore) {
            best = prompt;
            bestScore = score;
        }
        if (score > currentScore || round < warmUp) {
            current = prompt;
            currentScore = score;
            return true;
        }
        return false;
    }

    private String rankTop(List<String> texts) {
        float[] similarities = match.similarities(texts);
        int top = 0;
        for (int i = 1; i < similarities.length; i++) {
            boolean better = reverse ? similarities[i] < similarities[top] : similarities[i] > similarities[top];
            top = better ? i : top;
        }
        return texts.get(top);
    }
}
