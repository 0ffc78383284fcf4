package dev.descry.batch;

import dev.descry.chain.Transcript;
import dev.descry.dataset.Dataset;
import dev.descry.dataset.Existing;
import dev.descry.dataset.ImageFile;
import dev.descry.dataset.Sidecars;
import dev.descry.dataset.table.Tables;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Where captions go.
 *
 * @param sidecars files for every image; the first form tells whether an image has a caption. Without any, the records tell
 * @param wording of captions in files and tables
 * @param records the file of records, for example {@code captions.jsonl} in the output folder
 * @param tables written from the records when the batch has ended
 */
public record Outputs(List<Sidecars> sidecars, Wording wording, Path records, Set<Tables.Form> tables) {
    public Outputs {
        sidecars = List.copyOf(sidecars);
        tables = Set.copyOf(tables);
    }

    /** One file for every image, and the records. */
    public static Outputs of(Sidecars sidecars, Path records) {
        return new Outputs(List.of(sidecars), Wording.PLAIN, records, Set.of());
    }

    /**
     * True when the image has a caption.
     *
     * @param failed what the records say of an image
     */
    boolean has(ImageFile image, Function<String, Optional<Boolean>> failed) {
        return sidecars.isEmpty()
                ? !failed.apply(image.name()).orElse(true)
                : sidecars.getFirst().has(image);
    }

    void requireWritable(ImageFile image) {
        sidecars.forEach(form -> form.requireWritable(image));
    }

    void write(ImageFile image, Transcript transcript, Existing existing) {
        String text = wording.of(transcript);
        if (!text.isEmpty()) {
            sidecars.forEach(form -> form.write(image, text, existing));
        }
    }

    void writeTables(Dataset images) {
        Tables writer = new Tables(records, wording.everyStep(), wording::of);
        tables.stream().sorted().forEach(form -> writer.write(form, images));
    }
}
