package dev.descry.experts.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Prompt;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.onnx.BuiltPackages;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled demo model gives the tokens that transformers gives, whoever else is asking. */
class ScenesTest {
    private static final Path MODEL = Path.of("main/models/qwen2-vl-scenes");
    private static final Path SAMPLES = Path.of("samples");
    private static final Path SCENES = Path.of("test/resources/dev/descry/scenes");

    private static Expert expert;

    @BeforeAll
    static void open(@TempDir Path folder) {
        var files =
                BuiltPackages.build(MODEL, folder.resolve("package"), new Precisions(Precision.FP32, Precision.FP32));
        expert = Qwen2VlExpert.open("qwen2-vl:scenes", files, Settings.on(Device.CPU), DecodeLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        expert.close();
    }

    @Test
    void everyStepHasTheTokensOfTheReferenceAloneAndTogether() throws IOException {
        Map<Request, JsonNode> asked = new LinkedHashMap<>();
        for (JsonNode scene : new ObjectMapper()
                .readTree(SCENES.resolve("expected-tokens.json").toFile())) {
            Image image = image(scene.get("image").asText());
            for (JsonNode step : scene.get("steps")) {
                Prompt prompt = Prompt.custom(step.get("prompt").asText());
                asked.put(new Request(image, prompt, Decoding.GREEDY), step);
            }
        }
        asked.forEach((request, step) -> compare(describe(request), step));
        Map<Request, CompletableFuture<Caption>> together = new LinkedHashMap<>();
        asked.keySet()
                .forEach(request -> together.put(
                        request, CompletableFuture.supplyAsync(() -> describe(request), Thread::startVirtualThread)));
        asked.forEach((request, step) ->
                compare(Objects.requireNonNull(together.get(request)).join(), step));
        assertThat(asked).hasSizeGreaterThan(20);
    }

    private static void compare(Caption caption, JsonNode step) {
        List<Integer> tokens = new ArrayList<>();
        step.get("tokens").forEach(token -> tokens.add(token.asInt()));
        assertThat(caption.tokens()).as(step.get("text").asText()).isEqualTo(tokens);
        assertThat(caption.text()).isEqualTo(step.get("text").asText());
        assertThat(caption.promptTokens()).isEqualTo(step.get("promptTokens").size());
        assertThat(caption.finishReason()).isEqualTo(FinishReason.STOP);
    }

    private static Caption describe(Request request) {
        return expert.describe(request, TokenListener.NONE, new Cancellation());
    }

    private static Image image(String name) throws IOException {
        Path sample = SAMPLES.resolve(name);
        Path file = Files.exists(sample) ? sample : SCENES.resolve("images").resolve(name);
        return Image.of(Files.readAllBytes(file));
    }
}
