package dev.descry.experts.interrogator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the interrogator makes of an image. */
public enum Mode {
    /** The captioner's words alone. */
    CAPTION(true),
    /** The caption, then the nearest medium, artist, site and movement, then a few flavours. */
    CLASSIC(true),
    /** The caption and the terms nearest to the image. */
    FAST(true),
    /** The caption and the terms that together come nearest to the image. */
    BEST(true),
    /** The terms that together are farthest from the image. */
    NEGATIVE(false),
    /** The nearest terms of every list with their similarity. */
    ANALYSE(false),
    /** The nearest terms of the user's own lists. */
    CUSTOM(false);

    private final boolean captioned;

    Mode(boolean captioned) {
        this.captioned = captioned;
    }

    /** True when the mode begins with a captioner's words. */
    public boolean captioned() {
        return captioned;
    }

    /** True for the modes that clip-interrogator 0.6.0 answers with a prompt of its own making. */
    public boolean original() {
        return this == CLASSIC || this == FAST || this == BEST || this == NEGATIVE;
    }

    /** The word users write. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The mode of that word, in any case.
     *
     * @throws IllegalArgumentException naming all modes when there is none
     */
    public static Mode of(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.word().equalsIgnoreCase(word.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("clip-interrogator mode: expected one of "
                        + Arrays.stream(values()).map(Mode::word).collect(Collectors.joining(", ")) + ", found "
                        + word));
    }
}
