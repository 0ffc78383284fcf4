package dev.descry.bench;

import com.sun.management.ThreadMXBean;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.image.Pixels;
import dev.descry.tensor.Qwen2VlPreprocessing;
import dev.descry.tensor.Resize;
import dev.descry.tensor.Size;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/**
 * Times the way from a JPEG file to pixel values. Arguments: a file (without one, 12 megapixels are drawn) and the number
 * of rounds. Prints medians and the fastest round in milliseconds, and the bytes all threads allocated in a round.
 */
public final class PreprocessBench {
    private final Image image;
    private final int rounds;

    private PreprocessBench(Image image, int rounds) {
        this.image = image;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws IOException {
        byte[] file = args.length > 0 ? Files.readAllBytes(Path.of(args[0])) : drawn(4032, 3024);
        new PreprocessBench(Image.of(file), args.length > 1 ? Integer.parseInt(args[1]) : 30).run();
    }

    private void run() {
        ImageDecoder decoder = new ImageDecoder(DecodeLimits.DEFAULT);
        Qwen2VlPreprocessing preprocessing = Qwen2VlPreprocessing.DEFAULT;
        Pixels pixels = decoder.decode(image);
        Size from = new Size(pixels.width(), pixels.height());
        Size to = preprocessing.size(from);
        Pixels resized = Resize.bicubic(pixels, to);
        System.out.printf(
                "%d x %d, %d bytes of JPEG, to %d x %d; %d processors%n",
                from.width(),
                from.height(),
                image.bytes().length,
                to.width(),
                to.height(),
                Runtime.getRuntime().availableProcessors());
        try (Arena arena = Arena.ofShared()) {
            MemorySegment buffer = arena.allocate(preprocessing.maxPixels() * 6 * Float.BYTES, Float.BYTES);
            Supplier<SegmentAllocator> memory = () -> SegmentAllocator.prefixAllocator(buffer);
            time("decode", () -> decoder.decode(image));
            time("resize", () -> Resize.bicubic(pixels, to));
            time("normalise and cut", () -> preprocessing.apply(resized, memory.get()));
            time("all", () -> preprocessing.apply(decoder.decode(image), memory.get()));
        }
    }

    private void time(String what, Supplier<Object> part) {
        double[] millis = new double[rounds];
        long allocated = allocated();
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            Objects.requireNonNull(part.get());
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        allocated = (allocated() - allocated) / rounds;
        Arrays.sort(millis);
        System.out.printf(
                "%-18s median %6.1f ms, fastest %6.1f ms, %5.1f MB allocated%n",
                what, millis[rounds / 2], millis[0], allocated / 1e6);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    /** A picture with smooth and rough parts, as photographs have. */
    private static byte[] drawn(int width, int height) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double wave = Math.sin(x / 97.0) * Math.cos(y / 61.0) + Math.sin((x + y) / 13.0) / 4;
                int grain = ((x * 31 + y * 17) ^ (x * y)) & 15;
                int level = (int) (120 + 80 * wave) + grain;
                picture.setRGB(x, y, (level << 16) | ((level * 3 / 4 + 20) << 8) | (255 - level));
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", file);
        return file.toByteArray();
    }
}
