package dev.descry.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * ScienceQA: school questions, half of them about an image. Driven by {@code problems.json} and {@code pid_splits.json} and never
 * by the folders, which also hold pictures of answers ({@code choice_0.png}). A problem's members are fields; {@code choices} reads
 * {@code (A) rock (B) sand}, and {@code answer} is the right one's text.
 */
public final class ScienceQa implements Dataset {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TEXTS = List.of(
            "question",
            "hint",
            "task",
            "grade",
            "subject",
            "topic",
            "category",
            "skill",
            "lecture",
            "solution",
            "split");

    private final Path folder;
    private final Path problems;
    private final Path images;
    private final Set<String> wanted;
    private final boolean all;

    private ScienceQa(Path folder, Set<String> wanted, boolean all) {
        this.folder = folder;
        this.problems = folder.resolve("problems.json");
        Path below = folder.resolve("images");
        this.images = Files.isDirectory(below) ? below : folder;
        this.wanted = wanted;
        this.all = all;
    }

    /**
     * Reads the splits.
     *
     * @param folder that holds {@code problems.json}, {@code pid_splits.json} and {@code images}
     * @param splits names from {@code pid_splits.json}, such as {@code train} or {@code minitest}; all problems when there are none
     * @throws IllegalArgumentException when a file is missing or a split unknown
     */
    public static ScienceQa of(Path folder, List<String> splits) {
        Path base = folder.toAbsolutePath().normalize();
        if (!Files.isRegularFile(base.resolve("problems.json"))) {
            throw new IllegalArgumentException(
                    "scienceqa: expected problems.json in %s, found none; name the folder that holds it"
                            .formatted(base));
        }
        return new ScienceQa(base, splits.isEmpty() ? Set.of() : identifiers(base, splits), splits.isEmpty());
    }

    @Override
    public Path base() {
        return folder;
    }

    @Override
    public Set<String> fields() {
        Set<String> fields = new HashSet<>(TEXTS);
        fields.addAll(List.of("pid", "choices", "answer"));
        return fields;
    }

    @Override
    public boolean localOnly() {
        return true;
    }

    @Override
    public Iterator<ImageFile> iterator() {
        return Reading.of(problems, Problems::new);
    }

    private static Set<String> identifiers(Path folder, List<String> splits) {
        Path file = folder.resolve("pid_splits.json");
        try {
            JsonNode known = JSON.readTree(Files.readAllBytes(file));
            Set<String> identifiers = new HashSet<>();
            for (String split : splits) {
                if (!known.path(split).isArray()) {
                    throw new IllegalArgumentException("scienceqa: expected a split of %s, found %s"
                            .formatted(String.join(", ", names(known)), split));
                }
                known.path(split).forEach(pid -> identifiers.add(pid.asText()));
            }
            return identifiers;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "scienceqa: expected pid_splits.json in %s, found %s".formatted(folder, Faults.reason(e)), e);
        }
    }

    private static List<String> names(JsonNode json) {
        return json.properties().stream().map(Map.Entry::getKey).toList();
    }

    private ImageFile image(String pid, JsonNode problem) {
        // The small splits (minitrain …) have no folders of their own: an image lies under its problem's own split.
        Path image = images.resolve(problem.path("split").asText())
                .resolve(pid)
                .resolve(problem.path("image").asText());
        return Rows.image(folder, folder.relativize(image).toString(), fields(pid, problem));
    }

    private static Map<String, String> fields(String pid, JsonNode problem) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("pid", pid);
        TEXTS.forEach(name -> fields.put(name, text(problem.path(name))));
        StringJoiner choices = new StringJoiner(" ");
        char letter = 'A';
        for (JsonNode choice : problem.path("choices")) {
            choices.add("(" + letter++ + ") " + text(choice));
        }
        fields.put("choices", choices.toString());
        fields.put(
                "answer",
                text(problem.path("choices").path(problem.path("answer").asInt(-1))));
        return fields;
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.asText("");
    }

    /** The file of problems, read one by one. */
    private final class Problems implements Reading.Source {
        private final JsonParser parser = JSON.getFactory().createParser(problems.toFile());

        Problems() throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                parser.close();
                throw new IOException("no JSON object");
            }
        }

        @Override
        public @Nullable ImageFile next() throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String pid = parser.currentName();
                parser.nextToken();
                JsonNode problem = JSON.readTree(parser);
                boolean pictured = problem.path("image").isTextual();
                if (pictured && (all || wanted.contains(pid))) {
                    return image(pid, problem);
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            parser.close();
        }
    }
}
