package dev.descry.experts.clip;

import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.model.ModelException;
import dev.descry.model.config.ImageSettings;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.ClipTowers;
import dev.descry.onnx.Opening;
import dev.descry.ort.SessionSettings;
import dev.descry.tensor.ClipPreprocessing;
import dev.descry.tensor.ClipPreprocessing.Offset;
import dev.descry.text.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An opened CLIP package: images and texts to directions of length 1 in one space. Opened once, closed once when no call
 * is under way, safe for use by several threads.
 */
public final class ClipModel implements AutoCloseable {
    /** Rows given to the text tower at once; more gain little and take memory. */
    private static final int BATCH = 32;

    private final String name;
    private final ModelPackage files;
    private final ClipTowers towers;
    private final Tokenizer tokenizer;
    private final TextTokens texts;
    private final ClipPreprocessing preprocessing;
    private final ImageDecoder decoder;

    private ClipModel(String name, ModelPackage files, ClipTowers towers, Tokenizer tokenizer, ImageDecoder decoder) {
        this.name = name;
        this.files = files;
        this.towers = towers;
        this.tokenizer = tokenizer;
        this.decoder = decoder;
        texts = tokens(files, tokenizer, towers.config().text().positions());
        preprocessing = ImageSettings.read(files.file(ImageSettings.FILE))
                .clip(towers.config().vision());
    }

    /**
     * Opens a package.
     *
     * @param name users call it by
     * @param limits of the image files it accepts
     * @throws ModelException when a file is missing or not what it should be
     */
    public static ClipModel open(String name, ModelPackage files, SessionSettings settings, DecodeLimits limits) {
        // Towers work in few large operators: their threads need not spin, and must not beside a decoder.
        SessionSettings calm = settings.spinning(false);
        return Opening.both(
                files,
                () -> ClipTowers.open(files, calm),
                (towers, tokenizer) -> new ClipModel(name, files, towers, tokenizer, new ImageDecoder(limits)));
    }

    private static TextTokens tokens(ModelPackage files, Tokenizer tokenizer, int positions) {
        try {
            return TextTokens.of(tokenizer, positions);
        } catch (IllegalArgumentException e) {
            throw new ModelException("%s: %s".formatted(files.file("tokenizer.json"), e.getMessage()), e);
        }
    }

    /** What users call it by. */
    public String name() {
        return name;
    }

    /** Names the exact content of the package. */
    public String digest() {
        return files.digest();
    }

    /** Features of one direction. */
    public int width() {
        return towers.config().projection();
    }

    /**
     * The direction of an image.
     *
     * @return [width], of length 1
     * @throws dev.descry.image.ImageException when the image cannot be used
     */
    public float[] image(Image image) {
        return image(image, preprocessing.offset());
    }

    /** The same with the middle of the picture cut out as open_clip does, whatever the package says. */
    public float[] imageAsOpenClip(Image image) {
        return image(image, Offset.HALF_EVEN);
    }

    private float[] image(Image image, Offset offset) {
        float[] pixels = preprocessing.with(offset).apply(decoder.decode(image));
        float[] direction = towers.images(pixels, 1);
        Features.normalise(direction, width());
        return direction;
    }

    /** The directions of texts, those that do not fit cut at their end; all rows are of length 1. */
    public Features texts(List<String> all) {
        return encode(all.stream().map(texts::cut).toList());
    }

    /** Whether a text fills every position of the text tower, so that more would be cut off. */
    public boolean full(String text) {
        return texts.full(text);
    }

    /**
     * The directions of whole texts. A text that does not fit is read in windows that overlap.
     *
     * @param rows the windows of all texts, one after another, each of length 1
     * @param counts windows of each text
     */
    record Whole(Features rows, int[] counts) {}

    Whole whole(List<String> all) {
        List<long[]> rows = new ArrayList<>();
        int[] counts = new int[all.size()];
        for (int i = 0; i < counts.length; i++) {
            List<long[]> windows = texts.windows(all.get(i));
            counts[i] = windows.size();
            rows.addAll(windows);
        }
        return new Whole(encode(rows), counts);
    }

    // Rows of like length go together, so that few positions are padding.
    private Features encode(List<long[]> rows) {
        float[] values = new float[rows.size() * width()];
        List<Integer> order = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> rows.get(i).length))
                .toList();
        for (int first = 0; first < order.size(); first += BATCH) {
            List<Integer> batch = order.subList(first, Math.min(first + BATCH, order.size()));
            float[] found =
                    towers.texts(texts.side(batch.stream().map(rows::get).toList()), batch.size());
            for (int i = 0; i < batch.size(); i++) {
                System.arraycopy(found, i * width(), values, batch.get(i) * width(), width());
            }
        }
        Features.normalise(values, width());
        return new Features(values, width());
    }

    /** Frees the model. */
    @Override
    public void close() {
        towers.close();
        tokenizer.close();
    }
}
