package dev.descry.experts.interrogator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.caption.Phrase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against what clip-interrogator 0.6.0 itself answered over the same made-up CLIP and lists (see
 * {@code src/main/python/reference/interrogator.py}).
 */
final class CompatTest {
    private static final JsonNode EXPECTED = expected();

    private final Clip clip = new FormulaClip("made/up");

    @TempDir
    private Path folder;

    private EmbeddingCache cache;
    private CompatInterrogator compat;

    @BeforeEach
    void writeLists() throws IOException {
        for (String list : List.of("artists", "flavors", "mediums", "movements", "negative")) {
            Files.writeString(
                    folder.resolve(list + ".txt"),
                    String.join("\n", strings(EXPECTED.get("lists").get(list))) + "\n");
        }
        cache = new EmbeddingCache(folder.resolve("kept"));
        int chunk = EXPECTED.get("chunk").asInt();
        Map<String, LabelTable> tables = new LinkedHashMap<>();
        CompatLists.read(folder).forEach(list -> tables.put(list.name(), cache.table(clip, list)));
        compat = new CompatInterrogator(list -> Objects.requireNonNull(tables.get(list)), chunk, chunk);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void chunkedRankingKeepsTheSameTermsInTheSameOrder() {
        cases().forEach(row -> assertThat(compat.merged(match(row), 64).stream().map(Ranking.Ranked::text))
                .containsExactlyElementsOf(strings(row.get("merged"))));
    }

    @Test
    void classicPromptsAreTheOriginalsToTheLetter() {
        cases().forEach(row -> assertThat(compat.answer(Mode.CLASSIC, match(row), caption(row)))
                .isEqualTo(row.get("classic").asText()));
    }

    @Test
    void fastPromptsAreTheOriginalsToTheLetter() {
        cases().forEach(row -> assertThat(compat.answer(Mode.FAST, match(row), caption(row)))
                .isEqualTo(row.get("fast").asText()));
    }

    @Test
    void bestPromptsAreTheOriginalsToTheLetter() {
        cases().forEach(row -> assertThat(compat.answer(Mode.BEST, match(row), caption(row)))
                .isEqualTo(row.get("best").asText()));
    }

    @Test
    void negativePromptsAreTheOriginalsToTheLetter() {
        cases().forEach(row -> assertThat(compat.answer(Mode.NEGATIVE, match(row), caption(row)))
                .isEqualTo(row.get("negative").asText()));
    }

    @Test
    void anInterrogatorOverTheOriginalsFolderAnswersAsTheOriginalWithWholeChunks() throws IOException {
        JsonNode row = EXPECTED.get("cases").get(0);
        Interrogator interrogator = Interrogator.compat(clip, folder, cache);
        Interrogation classic = interrogator.interrogate(
                Mode.CLASSIC, FormulaClip.picture(row.get("image").asText()), caption(row), () -> false);
        assertThat(classic.text()).startsWith(caption(row) + ", a ").contains(" by ");
        assertThat(classic.phrases()).extracting(Phrase::list).contains("trendings", "flavors");
    }

    @Test
    void aFolderWithoutTheOriginalsListsIsOneClearError() throws IOException {
        Files.delete(folder.resolve("flavors.txt"));
        assertThatThrownBy(() -> Interrogator.compat(clip, folder, cache))
                .hasMessageEndingWith("flavors.txt: expected a list of clip-interrogator, found none that can be read");
    }

    private Match match(JsonNode row) {
        return new Match(clip, clip.see(FormulaClip.picture(row.get("image").asText())));
    }

    private static String caption(JsonNode row) {
        return row.get("caption").asText();
    }

    private static Stream<JsonNode> cases() {
        return StreamSupport.stream(EXPECTED.get("cases").spliterator(), false);
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode expected() {
        try (InputStream in = CompatTest.class.getResourceAsStream("/dev/descry/reference/interrogator.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
