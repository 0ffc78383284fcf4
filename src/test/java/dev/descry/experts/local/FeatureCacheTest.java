package dev.descry.experts.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.onnx.Grid;
import dev.descry.onnx.ImageFeatures;
import org.junit.jupiter.api.Test;

class FeatureCacheTest {
    private final FeatureCache cache = new FeatureCache(100);

    @Test
    void theImageThatWasAskedForLongestAgoGoesFirst() {
        cache.put(image("a", 10));
        cache.put(image("b", 10));
        assertThat(cache.get("a")).isNotNull();
        cache.put(image("c", 10));
        assertThat(cache.get("b")).isNull();
        assertThat(cache.get("a")).isNotNull();
        assertThat(cache.get("c")).isNotNull();
    }

    @Test
    void anImageLargerThanAllRoomIsNotKept() {
        cache.put(image("a", 10));
        cache.put(image("huge", 26));
        assertThat(cache.get("huge")).isNull();
        assertThat(cache.get("a")).isNotNull();
    }

    @Test
    void theSameImageTwiceTakesItsRoomOnce() {
        cache.put(image("a", 20));
        cache.put(image("a", 20));
        assertThat(cache.get("a")).isNotNull();
    }

    private static ImageFeatures image(String key, int floats) {
        return new ImageFeatures(key, new Grid(1, 2, 2), new float[floats]);
    }
}
