package dev.descry.onnx;

/**
 * How the next token is chosen, with the meaning and the order of transformers: repetition penalty, no repeated n-gram,
 * then, unless greedy, temperature, top-k, top-p and a draw.
 *
 * @param temperature 0 takes the likeliest token
 * @param topK keep the k likeliest and all that equal the last of them; 0 keeps all
 * @param topP keep the likeliest that together reach this probability; 1 keeps all
 * @param repetitionPenalty on every token of prompt and answer; 1 changes nothing
 * @param noRepeatNgram no run of this many tokens of prompt and answer comes again; 0 allows it
 * @param seed of the draws
 * @param minNewTokens no end mark comes before so many tokens
 * @param search with more than one beam nothing is drawn
 */
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double repetitionPenalty,
        int noRepeatNgram,
        long seed,
        int minNewTokens,
        BeamSearch search) {
    /** Always the likeliest token. */
    public static final Sampling GREEDY = new Sampling(0, 0, 1, 1, 0, 0);

    public Sampling {
        if (!(temperature >= 0)
                || topK < 0
                || !(topP > 0 && topP <= 1)
                || !(repetitionPenalty > 0)
                || noRepeatNgram < 0
                || minNewTokens < 0) {
            throw new IllegalArgumentException(
                    "sampling: expected temperature, top-k and n-gram of 0 or more, top-p in (0, 1] and a penalty above 0, "
                            + "found " + temperature + ", " + topK + ", " + noRepeatNgram + ", " + topP + ", "
                            + repetitionPenalty);
        }
        if (search.beams() > 1 && temperature > 0) {
            throw new IllegalArgumentException(
                    "sampling: expected temperature 0 with %d beams, found %s; beams are searched, not drawn"
                            .formatted(search.beams(), temperature));
        }
    }

    /** The same with an end that may come at once, and without a search. */
    public Sampling(double temperature, int topK, double topP, double repetitionPenalty, int noRepeatNgram, long seed) {
        this(temperature, topK, topP, repetitionPenalty, noRepeatNgram, seed, 0, BeamSearch.NONE);
    }
}
