package dev.descry.bench;

import dev.descry.image.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Pictures with smooth and rough parts, another one for every seed. */
final class Drawing {
    private Drawing() {}

    static Image png(int width, int height, int seed) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double wave = Math.sin((x + 41 * seed) / 47.0) * Math.cos(y / 31.0) + Math.sin((x + y) / 13.0) / 4;
                int level = (int) (120 + 80 * wave) + (((x * 31 + y * 17) ^ (x * y + seed)) & 15);
                picture.setRGB(x, y, (level << 16) | ((level * 3 / 4 + 20) << 8) | (255 - level));
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Image.of(file.toByteArray());
    }
}
