package dev.descry.experts.clip;

import java.util.Arrays;

/**
 * Directions in the space that images and texts share, one a row.
 *
 * @param values [count, width], flat; nobody may change it
 * @param width features of one row
 */
public record Features(float[] values, int width) {
    public Features {
        if (width < 1 || values.length % width != 0) {
            throw new IllegalArgumentException(
                    "features: expected whole rows of %d, found %d values".formatted(width, values.length));
        }
    }

    /** The number of rows. */
    public int count() {
        return values.length / width;
    }

    /** A copy of one row. */
    public float[] row(int index) {
        return Arrays.copyOfRange(values, index * width, (index + 1) * width);
    }

    /** The scalar product of a row and a direction: their similarity, where both have length 1. */
    public float similarity(int index, float[] direction) {
        if (direction.length != width) {
            throw new IllegalArgumentException(
                    "direction: expected %d features, found %d".formatted(width, direction.length));
        }
        float sum = 0;
        for (int i = 0, at = index * width; i < width; i++, at++) {
            sum += values[at] * direction[i];
        }
        return sum;
    }

    /** Brings each row of {@code values} to length 1, in place; a row of zeros stays. */
    static void normalise(float[] values, int width) {
        for (int start = 0; start < values.length; start += width) {
            double squares = 0;
            for (int i = start; i < start + width; i++) {
                squares += (double) values[i] * values[i];
            }
            float length = (float) Math.sqrt(squares);
            for (int i = start; i < start + width && length > 0; i++) {
                values[i] /= length;
            }
        }
    }
}
