package dev.descry.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    private static final Path REFERENCE = Path.of("test/resources/dev/descry/reference");
    private static final Path FILE = REFERENCE.resolve("tokenizer/tokenizer.json");
    private static final int FIRST_MARK = 486;

    private static Tokenizer tokenizer;
    private static JsonNode vectors;

    @BeforeAll
    static void open() throws IOException {
        tokenizer = Tokenizer.open(FILE);
        vectors = new ObjectMapper().readTree(REFERENCE.resolve("tokens.json").toFile());
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void textHasTheIdsOfTheReference() {
        int compared = 0;
        for (JsonNode vector : vectors.get("encoded")) {
            List<Integer> expected = ids(vector);
            if (expected.stream().noneMatch(id -> id >= FIRST_MARK)) {
                assertThat(encode(vector.get("text").asText()))
                        .as(vector.get("text").asText())
                        .isEqualTo(expected);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(25);
    }

    @Test
    void marksSpelledInTextStayText() {
        int compared = 0;
        for (JsonNode vector : vectors.get("encoded")) {
            String text = vector.get("text").asText();
            if (ids(vector).stream().anyMatch(id -> id >= FIRST_MARK)) {
                List<Integer> found = encode(text);
                assertThat(found).as(text).allMatch(id -> id < FIRST_MARK);
                assertThat(tokenizer.decode(found)).isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(5);
    }

    @Test
    void idsHaveTheTextOfTheReference() {
        for (JsonNode vector : vectors.get("decoded")) {
            assertThat(tokenizer.decode(ids(vector)))
                    .as(vector.toString())
                    .isEqualTo(vector.get("text").asText());
        }
        for (JsonNode vector : vectors.get("encoded")) {
            assertThat(tokenizer.decode(ids(vector)))
                    .as(vector.toString())
                    .isEqualTo(vector.get("decoded").asText());
        }
    }

    @Test
    void longTextIsNotCut() {
        assertThat(encode("Hello world ".repeat(2_000))).hasSizeGreaterThan(10_000);
    }

    @Test
    void halvesOfSurrogatePairsAndZerosAreText() {
        assertThat(tokenizer.decode(encode("a\ud83db\u0000c"))).isEqualTo("a\ufffdb\u0000c");
    }

    @Test
    void marksAreFoundByTheirSpelling() {
        assertThat(tokenizer.id("<|image_pad|>")).isEqualTo(498);
        assertThatThrownBy(() -> tokenizer.id("<|audio_pad|>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("<|audio_pad|>")
                .hasMessageContaining("<|image_pad|>");
    }

    @Test
    void charactersComeWholeFromTheStream() {
        StreamingDecoder decoder = tokenizer.decoder();
        List<String> parts = new ArrayList<>();
        for (int id : new int[] {172, 253, 247, 224, 271, 74}) {
            parts.add(decoder.accept(id));
        }
        parts.add(decoder.finish());
        assertThat(parts.subList(0, 3)).containsOnly("");
        assertThat(parts.get(3)).isEqualTo("🙂");
        assertThat(String.join("", parts)).isEqualTo("🙂 ok");
    }

    @Test
    @EnabledIfEnvironmentVariable(
            named = "DESCRY_QWEN2VL_TOKENIZER",
            matches = ".+",
            disabledReason =
                    "needs the tokenizer.json of a published Qwen2-VL model; name it in DESCRY_QWEN2VL_TOKENIZER")
    void thePublishedVocabularyGivesThePublishedIds() throws IOException {
        Map<String, int[]> published = Map.of(
                " Hello world", new int[] {21927, 1879},
                "A 224x224 photo costs $12.50!",
                        new int[] {32, 220, 17, 17, 19, 87, 17, 17, 19, 6548, 7049, 400, 16, 17, 13, 20, 15, 0},
                "I'm  here\n\n  and it's  \n OK", new int[] {40, 2776, 220, 1588, 271, 220, 323, 432, 594, 2303, 10402},
                "日本語のテキスト、123", new int[] {101059, 102819, 15767, 56833, 61803, 70534, 5373, 16, 17, 18},
                "e\u0301te\u0301 cafe\u0301", new int[] {38783, 51950},
                "don't DON'T we'LL", new int[] {15007, 944, 44273, 17323, 582, 6, 4086},
                ". \n\n x", new int[] {13, 4710, 856},
                "   trailing   ", new int[] {256, 27748, 262},
                "🙂👍🏽 emoji", new int[] {145080, 144349, 145375, 42365});
        try (Tokenizer real = Tokenizer.open(Path.of(System.getenv("DESCRY_QWEN2VL_TOKENIZER")))) {
            published.forEach(
                    (text, ids) -> assertThat(real.encode(text)).as(text).isEqualTo(ids));
            assertThat(real.id("<|image_pad|>")).isEqualTo(151_655);
        }
    }

    @Test
    void nativesAreUnpackedBesideTheOthers() {
        assertThat(TokenizerLibrary.cacheFolder(name -> "DESCRY_HOME".equals(name) ? "/home/descry" : null))
                .isEqualTo(Path.of("/home/descry/djl"));
        assertThat(TokenizerLibrary.cacheFolder(name -> "XDG_CACHE_HOME".equals(name) ? "/cache" : null))
                .isEqualTo(Path.of("/cache/descry/djl"));
        assertThat(TokenizerLibrary.cacheFolder(name -> null)).endsWith(Path.of(".cache/descry/djl"));
    }

    @Test
    void aFolderThatTakesNoNativesIsNamedWithTheRemedy(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> TokenizerLibrary.makeWritable(file.resolve("djl")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("set DESCRY_HOME");
    }

    @Test
    void filesThatAreNoTokenizerAreRefused(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Tokenizer.open(folder.resolve("none.json"))).isInstanceOf(IOException.class);
        for (String content : new String[] {
            "",
            "[]",
            "not json",
            "{}",
            "{\"model\":{\"vocab\":{\"a\":99999999}}}",
            "{\"model\":{\"vocab\":{\"a\":\"x\"}}}",
            "{\"model\":{\"vocab\":{\"a\":0}}}"
        }) {
            Path file = Files.writeString(folder.resolve("tokenizer.json"), content);
            assertThatThrownBy(() -> Tokenizer.open(file)).as(content).isInstanceOf(IOException.class);
        }
    }

    private static List<Integer> encode(String text) {
        return Arrays.stream(tokenizer.encode(text)).boxed().toList();
    }

    private static List<Integer> ids(JsonNode vector) {
        List<Integer> ids = new ArrayList<>();
        vector.get("ids").forEach(id -> ids.add(id.asInt()));
        return ids;
    }
}
