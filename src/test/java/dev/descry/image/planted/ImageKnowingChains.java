package dev.descry.image.planted;

import dev.descry.expert.Expert;

/** A planted violation: {@code image} must not know the experts. */
public final class ImageKnowingChains {
    public String nameOf(Expert expert) {
        return expert.name();
    }
}
