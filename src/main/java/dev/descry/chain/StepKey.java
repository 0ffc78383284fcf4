package dev.descry.chain;

import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.Search;
import dev.descry.caption.Sha256;
import dev.descry.expert.Expert;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What decides a step's caption besides the image: the SHA-256 of expert, model digest, prompt, decoding parameters and
 * the caption it started from, as 64 lower-case hexadecimal digits.
 */
public record StepKey(String hex) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public StepKey {
        if (!SHA_256.matcher(hex).matches()) {
            throw new IllegalArgumentException("step key: expected 64 lower-case hexadecimal digits, found " + hex);
        }
    }

    /** The key of asking this expert this question. */
    public static StepKey of(Expert expert, Prompt prompt, Decoding decoding) {
        List<String> parts = new ArrayList<>(List.of(
                "step 1",
                expert.name(),
                expert.modelDigest(),
                prompt.text(),
                prompt.previous().map(text -> "from " + text).orElse("from nothing"),
                Integer.toString(decoding.maxNewTokens()),
                Double.toString(decoding.temperature()),
                Integer.toString(decoding.topK()),
                Double.toString(decoding.topP()),
                Double.toString(decoding.repetitionPenalty()),
                Integer.toString(decoding.noRepeatNgram()),
                Long.toString(decoding.seed()),
                Integer.toString(decoding.minPixels()),
                Integer.toString(decoding.maxPixels())));
        // Captions from before there was a search keep their keys.
        Search search = decoding.search();
        if (!search.equals(Search.OWN)) {
            parts.add("beams " + search.beams());
            parts.add(Double.toString(search.lengthPenalty()));
            parts.add(Integer.toString(search.minNewTokens()));
        }
        return new StepKey(Sha256.ofParts(parts));
    }

    @Override
    public String toString() {
        return hex;
    }
}
