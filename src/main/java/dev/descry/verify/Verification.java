package dev.descry.verify;

import java.util.List;

/**
 * A caption judged segment by segment.
 *
 * @param model what users call the scorer's model by
 * @param modelDigest its exact content
 * @param segmentation for example {@code sentence}
 * @param caption the text that was judged, whole
 * @param verdicts in the order of the caption
 */
public record Verification(
        String model,
        String modelDigest,
        String segmentation,
        Threshold threshold,
        String caption,
        List<Verdict> verdicts) {
    public Verification {
        verdicts = List.copyOf(verdicts);
    }

    /** The caption without what fell below the threshold; empty when all of it did. */
    public String kept() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i).kept()) {
                int next =
                        i + 1 < verdicts.size() ? verdicts.get(i + 1).segment().start() : caption.length();
                text.append(caption, verdicts.get(i).segment().start(), next);
            }
        }
        return text.toString().strip();
    }

    /** What fell below the threshold. */
    public List<Verdict> removed() {
        return verdicts.stream().filter(verdict -> !verdict.kept()).toList();
    }
}
