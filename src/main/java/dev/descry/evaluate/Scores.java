package dev.descry.evaluate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The captions that stood at one place of a chain, measured.
 *
 * @param stage the step, or {@code final}
 * @param captions each of them
 * @param bleu BLEU-1 to BLEU-4 over all of them, each 0..1; null without references
 */
public record Scores(String stage, List<Measured> captions, double @Nullable [] bleu) {
    public Scores {
        captions = List.copyOf(captions);
    }

    /** Mean ROUGE-L; empty without references. */
    public OptionalDouble rougeL() {
        return mean(captions.stream().map(Measured::rougeL).toList());
    }

    /** Mean CIDEr-D; empty without references. */
    public OptionalDouble ciderD() {
        return mean(captions.stream().map(Measured::ciderD).toList());
    }

    /** Mean number of words. */
    public double words() {
        return captions.stream()
                .mapToInt(each -> each.figures().words())
                .average()
                .orElse(0);
    }

    /** Mean share of repeated runs of four words. */
    public double repetition() {
        return captions.stream()
                .mapToDouble(each -> each.figures().repetition())
                .average()
                .orElse(0);
    }

    /** Mean CLIPScore; empty without a model. */
    public OptionalDouble clip() {
        return clip(ClipScore::whole);
    }

    /** Mean over captions of the mean CLIPScore of their sentences. */
    public OptionalDouble clipSentences() {
        return clip(ClipScore::sentences);
    }

    /** Mean over captions of the CLIPScore of their lowest sentence. */
    public OptionalDouble clipLeastSentence() {
        return clip(ClipScore::leastSentence);
    }

    /** Mean RefCLIPScore; empty without a model or references. */
    public OptionalDouble clipWithReferences() {
        return mean(captions.stream()
                .map(each -> each.clip().map(ClipScore::withReferences).orElse(OptionalDouble.empty()))
                .toList());
    }

    /** How many captions are longer than the CLIP model reads. */
    public long cut() {
        return captions.stream()
                .filter(each -> each.clip().map(ClipScore::cut).orElse(false))
                .count();
    }

    private OptionalDouble clip(ToDoubleFunction<ClipScore> figure) {
        return captions.stream()
                .map(Measured::clip)
                .flatMap(Optional::stream)
                .mapToDouble(figure)
                .average();
    }

    private static OptionalDouble mean(List<OptionalDouble> values) {
        return values.stream().flatMapToDouble(OptionalDouble::stream).average();
    }
}
