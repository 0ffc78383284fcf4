package dev.descry.evaluate;

import dev.descry.image.Image;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** CLIPScores of every text that stood somewhere in a run. An image is read and encoded once, whatever the number of steps. */
final class ClipScores {
    /** Without a model there are none. */
    static final ClipScores NONE = new ClipScores(new IdentityHashMap<>());

    private final IdentityHashMap<CaptionRecord, Map<String, ClipScore>> scores;

    private ClipScores(IdentityHashMap<CaptionRecord, Map<String, ClipScore>> scores) {
        this.scores = scores;
    }

    /** @param written what people wrote about an image */
    static ClipScores of(
            List<CaptionRecord> records,
            Function<CaptionRecord, List<String>> written,
            Embedder model,
            Evaluation.Images images) {
        IdentityHashMap<CaptionRecord, Map<String, ClipScore>> scores = new IdentityHashMap<>();
        for (CaptionRecord record : records) {
            Optional<Image> image = images.apply(record.image());
            if (image.isPresent()) {
                ClipScore.Against there = new ClipScore.Against(model, image.get(), written.apply(record));
                Map<String, ClipScore> texts = new HashMap<>();
                record.stages().values().forEach(text -> texts.computeIfAbsent(text, there::score));
                scores.put(record, texts);
            }
        }
        return new ClipScores(scores);
    }

    /** Empty without a model or an image. */
    Optional<ClipScore> of(CaptionRecord record, String text) {
        return Optional.ofNullable(scores.getOrDefault(record, Map.of()).get(text));
    }
}
