package dev.descry.image.format;

/** CMYK to RGB by Pillow's rule: white less the ink, in the share that black leaves. No colour profile is asked. */
public final class Inks {
    private Inks() {}

    /**
     * A channel of RGB.
     *
     * @param ink cyan, magenta or yellow, 0..255
     * @param left what black leaves, 255 less it
     */
    public static int light(int ink, int left) {
        // ink * left / 255, rounded
        int product = ink * left + 128;
        return left - (((product >> 8) + product) >> 8);
    }
}
