package dev.descry.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Measures the captions of one stage. */
final class StageMeasurement {
    private final String stage;
    private final Optional<References> references;
    private final ClipScores clip;
    private final Bleu bleu = new Bleu();
    private final CiderD ciderD = new CiderD();
    /** Each once: a corpus has few different ones. */
    private final Map<String, String> words = new HashMap<>();

    StageMeasurement(String stage, Optional<References> references, ClipScores clip) {
        this.stage = stage;
        this.references = references;
        this.clip = clip;
    }

    Scores of(List<CaptionRecord> records) {
        List<Optional<Sample>> samples = new ArrayList<>();
        boolean compared = false;
        for (CaptionRecord record : records) {
            Optional<Sample> sample = sample(record);
            samples.add(sample);
            compared |= sample.isPresent();
            sample.map(SampleGrams::of).ifPresent(grams -> {
                bleu.add(grams);
                ciderD.count(grams);
            });
        }
        List<Measured> captions = IntStream.range(0, records.size())
                .parallel()
                .mapToObj(i -> measured(records.get(i), samples.get(i)))
                .toList();
        return new Scores(stage, captions, compared ? bleu.scores() : null);
    }

    private Measured measured(CaptionRecord record, Optional<Sample> sample) {
        String text = text(record);
        return new Measured(
                record.image(),
                text,
                TextFigures.of(text),
                sample.map(pair -> OptionalDouble.of(RougeL.of(pair))).orElse(OptionalDouble.empty()),
                sample.map(pair -> OptionalDouble.of(ciderD.of(SampleGrams.of(pair))))
                        .orElse(OptionalDouble.empty()),
                clip.of(record, text));
    }

    private Optional<Sample> sample(CaptionRecord record) {
        List<String> written = written(record);
        return written.isEmpty()
                ? Optional.empty()
                : Optional.of(Sample.of(text(record), written).sharing(words));
    }

    private List<String> written(CaptionRecord record) {
        return references.map(all -> all.of(record.image())).orElse(List.of());
    }

    private String text(CaptionRecord record) {
        return String.valueOf(record.stages().get(stage));
    }
}
