package dev.descry.image;

/** How a stored picture has to be turned to stand upright: the eight values of EXIF tag 274, in their order. */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    MIRRORED_UPSIDE_DOWN(false, false, true),
    TRANSPOSED(true, false, false),
    LYING_LEFT(true, false, true),
    TRANSVERSED(true, true, true),
    LYING_RIGHT(true, true, false);

    private static final int CHANNELS = 3;

    /** Whether rows become columns. */
    private final boolean swapped;
    /** Whether the stored x runs against the axis it lands on. */
    private final boolean flipX;
    /** The same for the stored y. */
    private final boolean flipY;

    Orientation(boolean swapped, boolean flipX, boolean flipY) {
        this.swapped = swapped;
        this.flipX = flipX;
        this.flipY = flipY;
    }

    /** The orientation an image file asks for; upright when it says nothing or nonsense. */
    static Orientation of(Image image) {
        int value = Exif.orientation(image);
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
    }

    /** The picture turned upright; itself where it stands so. */
    Pixels upright(Pixels stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        byte[] rgb = new byte[stored.rgb().length];
        int stepX = (flipX ? -1 : 1) * CHANNELS * (swapped ? width : 1);
        int stepY = (flipY ? -1 : 1) * CHANNELS * (swapped ? 1 : width);
        int start = (flipX ? -stepX * (stored.width() - 1) : 0) + (flipY ? -stepY * (stored.height() - 1) : 0);
        int in = 0;
        for (int y = 0; y < stored.height(); y++) {
            int out = start + y * stepY;
            for (int x = 0; x < stored.width(); x++, out += stepX, in += CHANNELS) {
                rgb[out] = stored.rgb()[in];
                rgb[out + 1] = stored.rgb()[in + 1];
                rgb[out + 2] = stored.rgb()[in + 2];
            }
        }
        return new Pixels(width, height, rgb);
    }
}
