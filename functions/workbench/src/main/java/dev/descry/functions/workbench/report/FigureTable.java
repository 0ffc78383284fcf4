package dev.descry.functions.workbench.report;

import dev.descry.evaluate.Evaluation;
import dev.descry.evaluate.Scores;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The figures of an evaluation as text, one line for each stage, for the terminal and the page. */
public final class FigureTable {
    /** Names of the columns after the stage. */
    public static final List<String> HEAD = List.of(
            "images",
            "words",
            "repeat",
            "B1",
            "B2",
            "B3",
            "B4",
            "ROUGE-L",
            "CIDEr-D",
            "CLIP",
            "sentence",
            "lowest",
            "RefCLIP");

    private FigureTable() {}

    /** One stage. */
    public record Line(String stage, List<String> figures) {}

    /** The lines in the order of the chain. */
    public static List<Line> lines(Evaluation evaluation) {
        return evaluation.stages().stream()
                .map(scores -> new Line(scores.stage(), figures(scores)))
                .toList();
    }

    private static List<String> figures(Scores scores) {
        double[] bleu = scores.bleu();
        Stream<OptionalDouble> counts =
                Stream.of(0, 1, 2, 3).map(i -> bleu == null ? OptionalDouble.empty() : OptionalDouble.of(bleu[i]));
        Stream<OptionalDouble> means = Stream.of(
                scores.rougeL(),
                scores.ciderD(),
                scores.clip(),
                scores.clipSentences(),
                scores.clipLeastSentence(),
                scores.clipWithReferences());
        return Stream.concat(
                        Stream.of(
                                Integer.toString(scores.captions().size()),
                                text(OptionalDouble.of(scores.words()), 1),
                                text(OptionalDouble.of(scores.repetition()), 3)),
                        Stream.concat(counts, means).map(value -> text(value, 4)))
                .toList();
    }

    private static String text(OptionalDouble value, int digits) {
        return value.isEmpty() ? "–" : String.format(Locale.ROOT, "%." + digits + "f", value.getAsDouble());
    }
}
