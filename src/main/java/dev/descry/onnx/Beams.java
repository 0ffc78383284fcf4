package dev.descry.onnx;

import dev.descry.onnx.BeamSearch.Early;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The beam search of transformers 5.17 ({@code GenerationMixin._beam_search}) for one prompt. Scores are 32-bit sums of
 * log-probabilities, as there. At each step the rows of all beams are {@link #offer offered}, then {@link #settle} chooses.
 */
final class Beams {
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::score)
            .reversed()
            .thenComparing(Candidate::beam)
            .thenComparing(Candidate::token);

    private final BeamSearch search;
    private final Sampling rules;
    private final int[] prompt;
    private final StopTokens stopTokens;
    private final int maxNewTokens;
    /** As many are looked at as leave a beam to follow for each, whatever ends. */
    private final int looked;

    private final PriorityQueue<Candidate> best = new PriorityQueue<>(BEST_FIRST.reversed());
    private final List<Answer> ended = new ArrayList<>();
    private List<Beam> beams = List.of(new Beam(new int[0], 0, 0));
    private int length;
    private boolean over;

    /**
     * An answer that is followed.
     *
     * @param parent number of the beam it grew from
     */
    record Beam(int[] tokens, float score, int parent) {
        int last() {
            return tokens[tokens.length - 1];
        }
    }

    /** An answer that ended, with the score it is compared by. */
    record Answer(int[] tokens, float score) {
        Generation.Alternative alternative() {
            return new Generation.Alternative(Arrays.stream(tokens).boxed().toList(), score);
        }
    }

    private record Candidate(int beam, int token, float score) {}

    /** @param rules looked at are repetition, repeated n-grams, the least length and the search itself */
    Beams(Sampling rules, int[] prompt, StopTokens stopTokens, int maxNewTokens) {
        this.rules = rules;
        this.search = rules.search();
        this.prompt = prompt.clone();
        this.stopTokens = stopTokens;
        this.maxNewTokens = maxNewTokens;
        looked = Math.max(2, 1 + stopTokens.ids().size()) * search.beams();
    }

    /** The beams whose logits the next step needs, in order; at first the prompt alone. */
    List<Beam> beams() {
        return beams;
    }

    /**
     * Takes the logits after one of the beams.
     *
     * @param logits one a token of the vocabulary; changed
     * @throws ArithmeticException when they are no numbers
     */
    void offer(int beam, float[] logits) {
        logProbabilities(logits);
        Beam from = beams.get(beam);
        rule(from, logits);
        for (int token = 0; token < logits.length; token++) {
            float score = logits[token] + from.score();
            if (best.size() < looked || score > best.peek().score()) {
                best.add(new Candidate(beam, token, score));
                if (best.size() > looked) {
                    best.remove();
                }
            }
        }
    }

    /** Chooses which answers to follow, once every beam was offered; whether the search goes on. */
    boolean settle() {
        List<Candidate> candidates = new ArrayList<>(best);
        candidates.sort(BEST_FIRST);
        best.clear();
        length++;
        boolean full = length == maxNewTokens;
        List<Beam> followed = new ArrayList<>();
        boolean allEnd = true;
        for (int rank = 0; rank < candidates.size(); rank++) {
            Candidate one = candidates.get(rank);
            boolean ends = full || stopTokens.contains(one.token());
            allEnd &= ends;
            if (ends && rank < search.beams()) {
                ended.add(new Answer(grown(one), one.score() / (float) Math.pow(length, search.lengthPenalty())));
            } else if (!ends && followed.size() < search.beams()) {
                followed.add(new Beam(grown(one), one.score(), one.beam()));
            }
        }
        ended.sort(Comparator.comparing(Answer::score).reversed());
        while (ended.size() > search.beams()) {
            ended.removeLast();
        }
        beams = followed;
        over = allEnd || followed.isEmpty() || !improves() || (isFull() && search.early() == Early.WHEN_FULL);
        return !over;
    }

    /** The answers that ended, the best first; as many as there are beams, or fewer. */
    List<Answer> answers() {
        if (!over) {
            throw new IllegalStateException("beams: expected the end of the search, found it going on");
        }
        return List.copyOf(ended);
    }

    private boolean isFull() {
        return ended.size() == search.beams();
    }

    // Whether the best answer under way could still come in.
    private boolean improves() {
        if (!isFull()) {
            return true;
        }
        boolean longest = search.early() == Early.NEVER && search.lengthPenalty() > 0;
        double reach = Math.pow(longest ? maxNewTokens : length, search.lengthPenalty());
        return beams.getFirst().score() / (float) reach > ended.getLast().score();
    }

    private int[] grown(Candidate one) {
        int[] before = beams.get(one.beam()).tokens();
        int[] tokens = Arrays.copyOf(before, before.length + 1);
        tokens[before.length] = one.token();
        return tokens;
    }

    private void rule(Beam from, float[] scores) {
        if (rules.repetitionPenalty() != 1 || rules.noRepeatNgram() > 0) {
            History history = new History(prompt);
            for (int token : from.tokens()) {
                history.add(token);
            }
            history.rule(scores, rules);
        }
        if (length < rules.minNewTokens()) {
            stopTokens.forbid(scores);
        }
    }

    private static void logProbabilities(float[] logits) {
        float highest = Sampler.highest(logits);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - highest);
        }
        float logSum = (float) Math.log(sum);
        for (int i = 0; i < logits.length; i++) {
            logits[i] = logits[i] - highest - logSum;
        }
    }
}
