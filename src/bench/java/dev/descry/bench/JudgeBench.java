package dev.descry.bench;

import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.clip.ClipScorer;
import dev.descry.image.DecodeLimits;
import dev.descry.ort.SessionSettings;
import dev.descry.verify.Scorer;
import dev.descry.verify.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether clip:scenes tells true sentences about scenes it never saw from ones with a single wrong attribute: the area under the
 * ROC curve, and what a threshold keeps and drops. Sentence s of scene n changes size, colour, shape or position by
 * (n + s) mod 4, as in {@code evaluate_clip_scenes.py}. Arguments: {@code work=} a folder, {@code model=} the checkpoint,
 * {@code scenes=}, {@code count=400}, {@code threshold=}.
 */
public final class JudgeBench {
    private static final List<List<String>> ATTRIBUTES = List.of(
            List.of("small", "large"),
            List.of("red", "green", "blue", "yellow", "purple", "orange"),
            List.of("circle", "square", "triangle", "star"),
            List.of(
                    "top left",
                    "top center",
                    "top right",
                    "middle left",
                    "center",
                    "middle right",
                    "bottom left",
                    "bottom center",
                    "bottom right"));
    private static final List<String> BACKGROUNDS = List.of("white", "black", "gray", "brown");
    private static final List<String> NAMES = List.of("size", "colour", "shape", "position");
    private static final String BACKGROUND = "The background is ";
    private static final String PLACE = " is at the ";

    private JudgeBench() {}

    public static void main(String[] args) throws IOException {
        Options options = Options.of(args);
        Scenes scenes = Scenes.of(options);
        var files = new BenchPackages(options.path("work"))
                .of(Path.of(options.text("model", "main/models/clip-scenes")), BenchPackages.precisions("fp32"));
        List<Double> yes = new ArrayList<>();
        List<Double> no = new ArrayList<>();
        Map<String, List<Double>> byAttribute = new TreeMap<>();
        try (ClipModel model = ClipModel.open(
                "clip", files, SessionSettings.cpu(options.number("threads", 2)), DecodeLimits.DEFAULT)) {
            Scorer scorer = new ClipScorer(model);
            for (int n = 0; n < scenes.count(); n++) {
                List<String> sentences = scenes.sentences(n);
                Scorer.Sight sight = scorer.look(scenes.image(n));
                sight.score(sentences).stream().map(Similarity::value).forEach(yes::add);
                List<Similarity> wrong = sight.score(wrong(sentences, n));
                for (int s = 0; s < wrong.size(); s++) {
                    no.add(wrong.get(s).value());
                    boolean background = sentences.get(s).startsWith(BACKGROUND);
                    String attribute = background ? "background" : NAMES.get((n + s) % NAMES.size());
                    byAttribute
                            .computeIfAbsent(attribute, name -> new ArrayList<>())
                            .add(wrong.get(s).value());
                }
            }
        }
        byAttribute.forEach((name, values) -> System.out.printf("wrong %s: area %.4f%n", name, area(yes, values)));
        double threshold = Double.parseDouble(options.text("threshold", "0"));
        System.out.printf(
                "area %.4f; at %.3f: %.2f %% of %d true sentences kept, %.2f %% of %d false ones dropped%n",
                area(yes, no),
                threshold,
                100.0 * yes.stream().filter(value -> value >= threshold).count() / yes.size(),
                yes.size(),
                100.0 * no.stream().filter(value -> value < threshold).count() / no.size(),
                no.size());
    }

    /** How often a true sentence is more similar than a false one. */
    private static double area(List<Double> yes, List<Double> no) {
        double[] ordered = no.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double below = 0;
        for (double value : yes) {
            int at = Arrays.binarySearch(ordered, value);
            below += at >= 0 ? at + 0.5 : -at - 1;
        }
        return below / ((double) yes.size() * no.size());
    }

    private static List<String> wrong(List<String> sentences, int scene) {
        List<String> wrong = new ArrayList<>();
        for (int s = 0; s < sentences.size(); s++) {
            String moved = sentences.get(s);
            while (sentences.contains(moved)) {
                moved = moved(moved, (scene + s) % ATTRIBUTES.size());
            }
            wrong.add(moved);
        }
        return wrong;
    }

    private static String moved(String sentence, int attribute) {
        String bare = sentence.substring(0, sentence.length() - 1);
        if (bare.startsWith(BACKGROUND)) {
            return BACKGROUND + next(BACKGROUNDS, bare.substring(BACKGROUND.length())) + ".";
        }
        int cut = bare.indexOf(PLACE);
        List<String> words = new ArrayList<>(List.of(bare.substring(2, cut).split(" ")));
        words.add(bare.substring(cut + PLACE.length()));
        words.set(attribute, next(ATTRIBUTES.get(attribute), words.get(attribute)));
        return "A %s %s %s%s%s.".formatted(words.get(0), words.get(1), words.get(2), PLACE, words.get(3));
    }

    private static String next(List<String> names, String name) {
        return names.get((names.indexOf(name) + 1) % names.size());
    }
}
