package dev.descry.experts.local;

import dev.descry.onnx.ImageFeatures;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Features of the images seen last, as the steps of a chain ask about one image again. Safe for use by several threads. */
public final class FeatureCache {
    private final long mostBytes;
    private final Map<Object, ImageFeatures> features = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param mostBytes kept at most; a larger single image is not kept */
    public FeatureCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** The features under that key; null when they are not kept. */
    public synchronized @Nullable ImageFeatures get(Object key) {
        return features.get(key);
    }

    /** Keeps the features and forgets the oldest others beyond the limit. */
    public synchronized void put(ImageFeatures image) {
        if (size(image) > mostBytes || features.putIfAbsent(image.key(), image) != null) {
            return;
        }
        bytes += size(image);
        Iterator<ImageFeatures> oldest = features.values().iterator();
        while (bytes > mostBytes) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    private static long size(ImageFeatures image) {
        return (long) Float.BYTES * image.rows().length;
    }
}
