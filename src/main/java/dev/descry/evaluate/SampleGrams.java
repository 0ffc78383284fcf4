package dev.descry.evaluate;

import java.util.List;

/** The n-grams of a caption and of its references: large, so they are counted anew where they are needed and not kept. */
record SampleGrams(NGrams caption, List<NGrams> references) {
    static SampleGrams of(Sample sample) {
        return new SampleGrams(
                NGrams.of(sample.caption()),
                sample.references().stream().map(NGrams::of).toList());
    }
}
