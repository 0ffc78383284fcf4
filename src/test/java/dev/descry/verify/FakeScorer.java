package dev.descry.verify;

import dev.descry.image.Image;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds a text true when it names what the image shows; counts how often it looks. */
public final class FakeScorer implements Scorer {
    /** What a text without a true word gets; one with a true word gets {@link #HIGH}. */
    public static final double LOW = 0.1;

    public static final double HIGH = 0.3;

    private final List<String> shown;
    private final List<Image> looks = Collections.synchronizedList(new ArrayList<>());

    public FakeScorer(String... shown) {
        this.shown = List.of(shown);
    }

    @Override
    public String model() {
        return "clip:fake";
    }

    @Override
    public String modelDigest() {
        return "f".repeat(64);
    }

    @Override
    public Sight look(Image image) {
        looks.add(image);
        return texts -> texts.stream().map(this::score).toList();
    }

    private Similarity score(String text) {
        return new Similarity(shown.stream().anyMatch(text::contains) ? HIGH : LOW, 1);
    }

    /** The images looked at so far. */
    public List<Image> looks() {
        return List.copyOf(looks);
    }
}
