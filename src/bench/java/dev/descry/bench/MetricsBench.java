package dev.descry.bench;

import dev.descry.evaluate.CaptionFile;
import dev.descry.evaluate.Evaluation;
import dev.descry.evaluate.Scores;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * BLEU, ROUGE-L and CIDEr-D of as many captions and references as COCO's validation images have, read from files, with made-up
 * words in the numbers and lengths of real ones (10.5 words on average, frequencies as Zipf has them).
 *
 * <p>Arguments: {@code folder=DIR} for the files, {@code images=40504}, {@code references=5}, {@code rounds=3}.
 */
public final class MetricsBench {
    private static final int VOCABULARY = 20_000;

    private MetricsBench() {}

    public static void main(String[] args) throws IOException {
        Options options = Options.of(args);
        int images = options.number("images", 40_504);
        Path folder = Files.createDirectories(options.path("folder"));
        Path captions = folder.resolve("captions.jsonl");
        Path references = folder.resolve("references.jsonl");
        make(captions, references, images, options.number("references", 5));
        for (int round = 0; round < options.number("rounds", 3); round++) {
            long begun = System.nanoTime();
            Scores scores = Evaluation.of(
                            CaptionFile.captions(captions),
                            Optional.of(CaptionFile.references(references)),
                            Optional.empty(),
                            image -> Optional.empty())
                    .stages()
                    .getLast();
            System.out.printf(
                    Locale.ROOT,
                    "%d captions, %.1f s, ROUGE-L %.3f, CIDEr-D %.3f; %s%n",
                    scores.captions().size(),
                    (System.nanoTime() - begun) / 1e9,
                    scores.rougeL().orElseThrow(),
                    scores.ciderD().orElseThrow(),
                    Memory.now().line());
        }
    }

    private static void make(Path captions, Path references, int images, int each) throws IOException {
        Random random = new Random(14);
        try (BufferedWriter caption = Files.newBufferedWriter(captions);
                BufferedWriter reference = Files.newBufferedWriter(references)) {
            for (int image = 0; image < images; image++) {
                String[] said = sentence(random);
                caption.write(line(image, said));
                for (int i = 0; i < each; i++) {
                    reference.write(line(image, changed(said, random)));
                }
            }
        }
    }

    private static String line(int image, String[] words) {
        return "{\"image\":\"%06d.jpg\",\"caption\":\"%s.\"}%n".formatted(image, String.join(" ", words));
    }

    private static String[] sentence(Random random) {
        String[] words = new String[8 + random.nextInt(6)];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(random);
        }
        return words;
    }

    private static String[] changed(String[] said, Random random) {
        String[] words = said.clone();
        for (int i = 0; i < words.length; i++) {
            if (random.nextInt(3) > 0) {
                words[i] = word(random);
            }
        }
        return words;
    }

    /** A word of rank r comes as often as 1/r. */
    private static String word(Random random) {
        int rank = (int) Math.exp(random.nextDouble() * Math.log(VOCABULARY));
        return Integer.toString(rank, Character.MAX_RADIX).replaceAll("\\d", "z") + "a";
    }
}
