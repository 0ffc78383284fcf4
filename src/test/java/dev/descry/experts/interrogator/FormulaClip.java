package dev.descry.experts.interrogator;

import dev.descry.image.Image;
import dev.descry.image.ImageId;
import dev.descry.image.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A CLIP that is a formula, the same as in {@code src/main/python/reference/interrogator.py}: a text's feature comes from
 * its tokens, their places and their neighbours. An image is the text that its bytes hold.
 */
public final class FormulaClip implements Clip {
    private static final int WIDTH = 32;
    private static final int CONTEXT = 77;
    private static final long START = 49406;
    private static final long END = 49407;
    private static final long MASK = 0xFFFFFFFFL;
    private static final Pattern WORD = Pattern.compile("[a-z0-9]+|[^\\sa-z0-9]");

    private final String name;
    private final AtomicInteger encoded = new AtomicInteger();

    public FormulaClip(String name) {
        this.name = name;
    }

    /** Texts encoded so far. */
    int encoded() {
        return encoded.get();
    }

    public static Image picture(String words) {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        return new Image(ImageId.of(bytes), MediaType.PNG, bytes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String digest() {
        return "formula of " + name;
    }

    @Override
    public int dimension() {
        return WIDTH;
    }

    @Override
    public float[] see(Image image) {
        return feature(new String(image.bytes(), StandardCharsets.UTF_8));
    }

    @Override
    public List<float[]> read(List<String> texts) {
        encoded.addAndGet(texts.size());
        return texts.stream().map(FormulaClip::feature).toList();
    }

    @Override
    public boolean full(String text) {
        return tokens(text).size() == CONTEXT;
    }

    private static List<Long> tokens(String text) {
        List<Long> ids = new ArrayList<>();
        ids.add(START);
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().forEach(word -> ids.add(token(word.group())));
        ids.add(END);
        if (ids.size() > CONTEXT) {
            ids.subList(CONTEXT - 1, ids.size()).clear();
            ids.add(END);
        }
        return ids;
    }

    private static long token(String word) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(word.getBytes(StandardCharsets.UTF_8));
            long first = 0;
            for (int i = 0; i < 4; i++) {
                first = (first << 8) | (digest[i] & 0xFF);
            }
            return first % 49_000 + 1;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static float[] feature(String text) {
        List<Long> ids = tokens(text);
        float[] feature = new float[WIDTH];
        double squares = 0;
        for (int at = 0; at < WIDTH; at++) {
            double total = 0;
            for (int place = 0; place < ids.size(); place++) {
                total += value(ids.get(place), at) * (1 + 0.5 / (1 + place));
                if (place > 0) {
                    total += 0.4 * value((ids.get(place - 1) * 31 + ids.get(place)) % 65_536, at);
                }
            }
            feature[at] = (float) (total / (1 + Math.abs(total)));
            squares += (double) feature[at] * feature[at];
        }
        float norm = (float) Math.sqrt(squares);
        for (int at = 0; at < WIDTH; at++) {
            feature[at] /= norm;
        }
        return feature;
    }

    private static double value(long number, int at) {
        long x = (number * 2_654_435_761L + (at + 1) * 2_654_435_769L) & MASK;
        x ^= x >> 15;
        x = (x * 2_246_822_519L) & MASK;
        x ^= x >> 13;
        return x / 4_294_967_296.0 - 0.5;
    }
}
