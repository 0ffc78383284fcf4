package dev.descry.image.webp;

import dev.descry.image.Pixels;

/** From VP8's planes to RGB, with libwebp's smooth upsampling of chroma and its arithmetic. */
final class Vp8Colours {
    private final Vp8Plane luma;
    private final Vp8Plane blue;
    private final Vp8Plane red;
    private final int width;
    private final int height;

    Vp8Colours(Vp8Plane luma, Vp8Plane blue, Vp8Plane red, int width, int height) {
        this.luma = luma;
        this.blue = blue;
        this.red = red;
        this.width = width;
        this.height = height;
    }

    Pixels pixels() {
        byte[] rgb = new byte[Math.multiplyExact(3 * width, height)];
        int[] us = new int[width + 1];
        int[] vs = new int[width + 1];
        int at = 0;
        for (int y = 0; y < height; y++) {
            upsample(blue, y, us);
            upsample(red, y, vs);
            int row = luma.at(0, y);
            for (int x = 0; x < width; x++) {
                int light = ((luma.samples[row + x] & 0xFF) * 19077) >> 8;
                int u = us[x];
                int v = vs[x];
                rgb[at++] = level(light + ((v * 26149) >> 8) - 14234);
                rgb[at++] = level(light - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708);
                rgb[at++] = level(light + ((u * 33050) >> 8) - 17685);
            }
        }
        return new Pixels(width, height, rgb);
    }

    /** Six binary places come off. */
    private static byte level(int value) {
        return (byte) Math.max(0, Math.min(255, value >> 6));
    }

    /**
     * A row at full size: each sample is 9 parts the nearest of its four neighbours, 3 parts each of the next two and 1
     * part the last, rounded in two steps as libwebp does.
     */
    private void upsample(Vp8Plane plane, int y, int[] out) {
        int rows = (height + 1) / 2;
        int far = Math.clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, rows - 1);
        int a = plane.at(0, y / 2);
        int b = plane.at(0, far);
        byte[] s = plane.samples;
        int near = s[a] & 0xFF;
        int other = s[b] & 0xFF;
        out[0] = (3 * near + other + 2) >> 2;
        for (int x = 1; x <= (width - 1) / 2; x++) {
            int nextNear = s[a + x] & 0xFF;
            int nextOther = s[b + x] & 0xFF;
            int sum = near + nextNear + other + nextOther + 8;
            out[2 * x - 1] = (((sum + 2 * (nextNear + other)) >> 3) + near) >> 1;
            out[2 * x] = (((sum + 2 * (near + nextOther)) >> 3) + nextNear) >> 1;
            near = nextNear;
            other = nextOther;
        }
        if (width % 2 == 0) {
            out[width - 1] = (3 * near + other + 2) >> 2;
        }
    }
}
