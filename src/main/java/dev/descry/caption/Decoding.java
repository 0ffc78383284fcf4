package dev.descry.caption;

/**
 * How an expert turns probabilities into text, and how much of the image it looks at.
 *
 * @param maxNewTokens 1 or more
 * @param temperature 0 is greedy (always the likeliest token), higher is more varied
 * @param topK keep the k likeliest tokens; 0 keeps all
 * @param topP keep the likeliest tokens that together reach this probability, in (0, 1]; 1 keeps all
 * @param repetitionPenalty divides the score of tokens seen before; 1 changes nothing
 * @param noRepeatNgram no run of this many tokens is written twice; 0 allows it
 * @param seed of the random draws; the same seed gives the same text
 * @param minPixels the image is enlarged to at least this area
 * @param maxPixels the image is reduced to at most this area; 1,003,520 is 1,280 image tokens of Qwen2-VL
 * @param search among several answers; only where nothing is drawn
 */
public record Decoding(
        int maxNewTokens,
        double temperature,
        int topK,
        double topP,
        double repetitionPenalty,
        int noRepeatNgram,
        long seed,
        int minPixels,
        int maxPixels,
        Search search) {
    /** Nothing drawn, the model's own search, up to 256 new tokens, 56 x 56 to 1,003,520 pixels. */
    public static final Decoding GREEDY = new Decoding(256, 0, 0, 1, 1, 0, 0, 3_136, 1_003_520);

    public Decoding {
        require(maxNewTokens >= 1, "max new tokens: expected 1 or more, found " + maxNewTokens);
        require(temperature >= 0 && temperature <= 100, "temperature: expected 0 to 100, found " + temperature);
        require(topK >= 0, "top-k: expected 0 or more, found " + topK);
        require(topP > 0 && topP <= 1, "top-p: expected above 0 and at most 1, found " + topP);
        require(repetitionPenalty > 0, "repetition penalty: expected above 0, found " + repetitionPenalty);
        require(noRepeatNgram >= 0, "no-repeat n-gram: expected 0 or more, found " + noRepeatNgram);
        require(
                search.beams() <= 1 || temperature == 0,
                "beams: expected a temperature of 0 with more than 1, found " + temperature);
        require(
                minPixels >= 1 && minPixels <= maxPixels,
                "pixels: expected 1 <= min <= max, found min " + minPixels + " and max " + maxPixels);
    }

    /** With the model's own search. */
    public Decoding(
            int maxNewTokens,
            double temperature,
            int topK,
            double topP,
            double repetitionPenalty,
            int noRepeatNgram,
            long seed,
            int minPixels,
            int maxPixels) {
        this(
                maxNewTokens,
                temperature,
                topK,
                topP,
                repetitionPenalty,
                noRepeatNgram,
                seed,
                minPixels,
                maxPixels,
                Search.OWN);
    }

    /** True when the likeliest token is always taken. */
    public boolean greedy() {
        return temperature == 0;
    }

    /** The same with other random draws. */
    public Decoding withSeed(long seed) {
        return new Decoding(
                maxNewTokens, temperature, topK, topP, repetitionPenalty, noRepeatNgram, seed, minPixels, maxPixels);
    }

    /** The same with another limit of new tokens. */
    public Decoding withMaxNewTokens(int tokens) {
        return new Decoding(
                tokens, temperature, topK, topP, repetitionPenalty, noRepeatNgram, seed, minPixels, maxPixels, search);
    }

    /** The same with another search. */
    public Decoding withSearch(Search other) {
        return new Decoding(
                maxNewTokens,
                temperature,
                topK,
                topP,
                repetitionPenalty,
                noRepeatNgram,
                seed,
                minPixels,
                maxPixels,
                other);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
