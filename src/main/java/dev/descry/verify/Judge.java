package dev.descry.verify;

import dev.descry.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits captions, scores each segment against the image and says which to keep. Who wrote the caption does not matter.
 * Safe for use by several threads.
 */
public record Judge(Scorer scorer, Segmentation segmentation, Threshold threshold) {
    /** Sentences, and the standard threshold. */
    public static Judge of(Scorer scorer) {
        return new Judge(scorer, new Segmentation.Sentences(), Threshold.STANDARD);
    }

    /**
     * Judges one caption of an image.
     *
     * @throws dev.descry.image.ImageException when the image cannot be used
     */
    public Verification verify(Image image, String caption) {
        return verify(scorer.look(image), caption);
    }

    /** Judges a caption of an image that was looked at before. */
    public Verification verify(Scorer.Sight sight, String caption) {
        List<Segment> segments = segmentation.split(caption);
        List<Similarity> similarities = segments.isEmpty()
                ? List.of()
                : sight.score(segments.stream().map(Segment::text).toList());
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            Similarity similarity = similarities.get(i);
            verdicts.add(new Verdict(segments.get(i), similarity, similarity.value() >= threshold.value()));
        }
        return new Verification(
                scorer.model(), scorer.modelDigest(), segmentation.toString(), threshold, caption, verdicts);
    }
}
