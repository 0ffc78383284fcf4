package dev.descry.dataset;

import dev.descry.image.ImageException;

/** An image that cannot be read, for a reason that is already known. */
record BrokenContent(String reason) implements Content {
    static final String SCHEME = "broken:";

    @Override
    public boolean there() {
        return true;
    }

    @Override
    public byte[] read(long mostBytes) {
        throw new ImageException(ImageException.Kind.UNREADABLE, reason);
    }

    @Override
    public String address() {
        return SCHEME + reason;
    }
}
