package dev.descry.experts.qwen2vl;

import dev.descry.caption.Decoding;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.experts.local.FeatureCache;
import dev.descry.experts.local.Gate;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.image.ImageException;
import dev.descry.image.ImageId;
import dev.descry.image.Pixels;
import dev.descry.onnx.Grid;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Stop;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.tensor.Qwen2VlPreprocessing;
import dev.descry.tensor.Size;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.function.Consumer;

/**
 * From an image file to its features, in the calling thread. Two images at most lie decoded in memory, and one of them is
 * in the vision encoder, which uses every core. Safe for use by several threads.
 */
final class ImageReading {
    private static final long CACHED_BYTES = 64L << 20;

    private final VisionLanguageModel model;
    private final ImageDecoder decoder;
    private final Qwen2VlPreprocessing preprocessing;
    private final FeatureCache cache = new FeatureCache(CACHED_BYTES);
    private final Gate preparing = new Gate(2);
    private final Gate seeing = new Gate(1);
    /** Patches of the image in the vision encoder; grows, and is used again. */
    private MemorySegment patches = MemorySegment.NULL;

    /** An image and the pixel limits under which it was prepared. */
    private record Key(ImageId image, long minPixels, long maxPixels) {}

    ImageReading(VisionLanguageModel model, ImageDecoder decoder, Qwen2VlPreprocessing preprocessing) {
        this.model = model;
        this.decoder = decoder;
        this.preprocessing = preprocessing;
    }

    /**
     * The features of the image within the limits of the request.
     *
     * @param check hears how many patches there are before they are encoded; throws to refuse them
     * @throws ExpertException {@code UNREADABLE_IMAGE}, {@code IMAGE_TOO_LARGE}, or {@code CANCELLED} when stopped
     */
    ImageFeatures read(Image image, Decoding request, Stop stop, Consumer<Grid> check) {
        Qwen2VlPreprocessing limited = within(preprocessing, request);
        Key key = new Key(image.id(), limited.minPixels(), limited.maxPixels());
        ImageFeatures known = cache.get(key);
        if (known != null) {
            check.accept(known.grid());
            return known;
        }
        return preparing.pass(stop, () -> {
            Pixels pixels = decode(image);
            Size size = size(limited, pixels);
            check.accept(new Grid(1, size.height() / limited.patch(), size.width() / limited.patch()));
            return seeing.pass(stop, () -> see(key, limited, pixels, stop));
        });
    }

    private ImageFeatures see(Key key, Qwen2VlPreprocessing limited, Pixels pixels, Stop stop) {
        // Another caller with the same image may have been here meanwhile.
        ImageFeatures known = cache.get(key);
        if (known != null) {
            return known;
        }
        ImageFeatures features = model.encode(key, limited.apply(pixels, memory(limited, size(limited, pixels))), stop);
        cache.put(features);
        return features;
    }

    /** The package's limits bound the request's: a model trained on one size is never shown another. */
    static Qwen2VlPreprocessing within(Qwen2VlPreprocessing own, Decoding request) {
        return own.within(
                Math.clamp(request.minPixels(), own.minPixels(), own.maxPixels()),
                Math.clamp(request.maxPixels(), own.minPixels(), own.maxPixels()));
    }

    private Pixels decode(Image image) {
        try {
            return decoder.decode(image);
        } catch (ImageException e) {
            throw new ExpertException(Kind.of(e), String.valueOf(e.getMessage()), e);
        }
    }

    private static Size size(Qwen2VlPreprocessing limited, Pixels pixels) {
        try {
            return limited.size(new Size(pixels.width(), pixels.height()));
        } catch (IllegalArgumentException e) {
            throw new ExpertException(Kind.UNREADABLE_IMAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private SegmentAllocator memory(Qwen2VlPreprocessing limited, Size size) {
        long bytes = size.area() * 3 * limited.temporalPatch() * Float.BYTES;
        if (patches.byteSize() < bytes) {
            patches = Arena.ofAuto().allocate(bytes, Long.BYTES);
        }
        return SegmentAllocator.prefixAllocator(patches);
    }
}
