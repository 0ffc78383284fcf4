package dev.descry.experts.local;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.image.ImageException;
import dev.descry.image.Pixels;
import dev.descry.onnx.BlipModel;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Stop;
import dev.descry.tensor.BlipPreprocessing;

/**
 * From an image file to its features, in the calling thread, for models that read square images. Two images at most lie
 * decoded in memory, and one of them is in the vision encoder, which uses every core. Safe for use by several threads.
 */
public final class SquareImages {
    private static final long CACHED_BYTES = 64L << 20;

    private final BlipModel model;
    private final ImageDecoder decoder;
    private final BlipPreprocessing preprocessing;
    private final FeatureCache cache = new FeatureCache(CACHED_BYTES);
    private final Gate preparing = new Gate(2);
    private final Gate seeing = new Gate(1);

    public SquareImages(BlipModel model, DecodeLimits limits, BlipPreprocessing preprocessing) {
        this.model = model;
        this.decoder = new ImageDecoder(limits);
        this.preprocessing = preprocessing;
    }

    /**
     * The features of the image.
     *
     * @throws ExpertException {@code UNREADABLE_IMAGE}, {@code IMAGE_TOO_LARGE}, or {@code CANCELLED} when stopped
     */
    public ImageFeatures read(Image image, Stop stop) {
        ImageFeatures known = cache.get(image.id());
        return known != null
                ? known
                : preparing.pass(stop, () -> {
                    Pixels pixels = decode(image);
                    return seeing.pass(stop, () -> see(image, pixels, stop));
                });
    }

    private ImageFeatures see(Image image, Pixels pixels, Stop stop) {
        // Another caller with the same image may have been here meanwhile.
        ImageFeatures known = cache.get(image.id());
        if (known != null) {
            return known;
        }
        ImageFeatures features = model.encode(image.id(), preprocessing.apply(pixels), stop);
        cache.put(features);
        return features;
    }

    private Pixels decode(Image image) {
        try {
            return decoder.decode(image);
        } catch (ImageException e) {
            throw new ExpertException(Kind.of(e), String.valueOf(e.getMessage()), e);
        }
    }
}
