package dev.descry.evaluate;

import dev.descry.image.Image;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Measures a run after every step of its chain, so that one sees what each expert added or lost.
 *
 * @param stages in the order of the chain, the final text last
 * @param withoutReferences images that nobody wrote about; empty when no references were asked for
 * @param notes what a reader must know before believing a figure
 */
public record Evaluation(List<Scores> stages, List<String> withoutReferences, List<String> notes) {
    /** Below so many images the rarity of words is guesswork. */
    private static final int FEW_IMAGES = 1000;

    public Evaluation {
        stages = List.copyOf(stages);
        withoutReferences = List.copyOf(withoutReferences);
        notes = List.copyOf(notes);
    }

    /** Reads an image by the name a record has for it; empty where it is not there any more. */
    @FunctionalInterface
    public interface Images extends Function<String, Optional<Image>> {}

    /**
     * Measures.
     *
     * @param references empty to measure without; images nobody wrote about are then left out of BLEU, ROUGE-L and CIDEr-D
     * @param model empty to measure without CLIP
     */
    public static Evaluation of(
            List<CaptionRecord> records, Optional<References> references, Optional<Embedder> model, Images images) {
        Map<String, List<CaptionRecord>> byStage = new LinkedHashMap<>();
        records.stream().filter(record -> !record.caption().isBlank()).forEach(record -> record.stages()
                .keySet()
                .forEach(stage ->
                        byStage.computeIfAbsent(stage, s -> new ArrayList<>()).add(record)));
        List<Scores> stages = new ArrayList<>();
        List<CaptionRecord> last = byStage.remove("final");
        if (last == null) {
            throw new IllegalArgumentException(
                    "captions: expected at least one image with a caption, found none among %d"
                            .formatted(records.size()));
        }
        byStage.put("final", last);
        ClipScores clip = model.map(embedder -> ClipScores.of(
                        last,
                        record -> references.map(all -> all.of(record.image())).orElse(List.of()),
                        embedder,
                        images))
                .orElse(ClipScores.NONE);
        byStage.forEach((stage, described) -> stages.add(new StageMeasurement(stage, references, clip).of(described)));
        List<String> missing = references.isEmpty()
                ? List.of()
                : last.stream()
                        .map(CaptionRecord::image)
                        .filter(image -> references.get().of(image).isEmpty())
                        .toList();
        return new Evaluation(stages, missing, notes(stages.getLast(), references, missing.size()));
    }

    private static List<String> notes(Scores all, Optional<References> references, int missing) {
        List<String> notes = new ArrayList<>();
        int measured = all.captions().size() - missing;
        if (references.isPresent() && measured < FEW_IMAGES) {
            notes.add(("CIDEr-D weighs words by how many images' references hold them; with %d images that is guesswork"
                            + " (0 for a single one). Compare it within this set only.")
                    .formatted(measured));
        }
        if (missing > 0) {
            notes.add("%d of %d images have no reference and count in no figure that needs one."
                    .formatted(missing, all.captions().size()));
        }
        if (all.cut() > 0) {
            notes.add(("CLIPScore reads the first 77 tokens: the end of %d of %d captions was not seen."
                            + " The figures by sentence see all of it.")
                    .formatted(all.cut(), all.captions().size()));
        }
        OptionalDouble ciderD = all.ciderD();
        if (ciderD.isPresent() && all.words() > 40) {
            notes.add(
                    "Captions of %.0f words against short references: CIDEr-D's penalty on length leaves next to nothing."
                            .formatted(all.words()));
        }
        return notes;
    }
}
