package dev.descry.experts.clip;

import dev.descry.image.Image;
import dev.descry.verify.Scorer;
import dev.descry.verify.Similarity;
import java.util.ArrayList;
import java.util.List;

/** Scores texts by the cosine of their direction and the image's. */
public record ClipScorer(ClipModel clip) implements Scorer {
    @Override
    public String model() {
        return clip.name();
    }

    @Override
    public String modelDigest() {
        return clip.digest();
    }

    @Override
    public Sight look(Image image) {
        float[] direction = clip.image(image);
        return texts -> score(direction, clip.whole(texts));
    }

    private static List<Similarity> score(float[] direction, ClipModel.Whole texts) {
        List<Similarity> similarities = new ArrayList<>();
        int row = 0;
        for (int windows : texts.counts()) {
            double sum = 0;
            for (int i = 0; i < windows; i++) {
                sum += texts.rows().similarity(row++, direction);
            }
            // Rounding may carry two equal directions a little past 1.
            similarities.add(new Similarity(Math.clamp(sum / windows, -1, 1), windows));
        }
        return similarities;
    }
}
