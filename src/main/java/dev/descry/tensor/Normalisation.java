package dev.descry.tensor;

import dev.descry.image.Pixels;
import java.util.List;

/**
 * What a model wants each channel to be: {@code (byte * rescale - mean) / std}, one mean and one std for red, green and
 * blue.
 *
 * @param rescale factor on a byte, commonly 1 / 255
 */
public record Normalisation(double rescale, List<Double> mean, List<Double> std) {
    private static final int CHANNELS = 3;

    /** Byte values a channel can take. */
    static final int LEVELS = 256;

    /** That of OpenAI's CLIP, which Qwen2-VL and BLIP-2 took over. */
    public static final Normalisation CLIP = new Normalisation(
            1 / 255.0, List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));

    public Normalisation {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != CHANNELS || std.size() != CHANNELS || std.contains(0.0)) {
            throw new IllegalArgumentException(
                    "normalisation: expected 3 means and 3 standard deviations other than 0, found mean %s, std %s"
                            .formatted(mean, std));
        }
    }

    /**
     * The answer for every byte, {@code [3, 256]}. Rounded as transformers' Pillow processors do: the product in double
     * and then to float, the rest in float.
     */
    float[] table() {
        float[] table = new float[CHANNELS * LEVELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            float centre = mean.get(channel).floatValue();
            float spread = std.get(channel).floatValue();
            for (int level = 0; level < LEVELS; level++) {
                table[channel * LEVELS + level] = ((float) (level * rescale) - centre) / spread;
            }
        }
        return table;
    }

    /** The picture with every channel normalised, channel by channel. */
    PixelTensor planes(Pixels pixels) {
        float[] table = table();
        int area = pixels.width() * pixels.height();
        float[] planes = new float[CHANNELS * area];
        byte[] rgb = pixels.rgb();
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int at = 0; at < area; at++) {
                planes[channel * area + at] = table[channel * LEVELS + (rgb[CHANNELS * at + channel] & 0xFF)];
            }
        }
        return new PixelTensor(planes, pixels.height(), pixels.width());
    }
}
