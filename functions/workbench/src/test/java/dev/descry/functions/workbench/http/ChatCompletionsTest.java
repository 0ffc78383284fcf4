package dev.descry.functions.workbench.http;

import static dev.descry.functions.workbench.http.ChatQuestions.QUESTION;
import static dev.descry.functions.workbench.http.ChatQuestions.asking;
import static dev.descry.functions.workbench.http.ChatQuestions.data;
import static dev.descry.functions.workbench.http.ChatQuestions.drawn;
import static dev.descry.functions.workbench.http.ChatQuestions.image;
import static dev.descry.functions.workbench.http.ChatQuestions.words;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import dev.descry.functions.workbench.Samples;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chat completions, asked by OpenAI's own client for Java. */
@QuarkusTest
@WithTestResource(ImageServer.class)
class ChatCompletionsTest {
    private static final String EXPERT = "qwen2-vl:scenes";
    private static final String CHAIN = "default";

    private OpenAIClient client;

    @BeforeEach
    void open() {
        client = ChatQuestions.client();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void anExpertAnswersWithUsageAndReason() throws IOException {
        ChatCompletion completion =
                client.chat().completions().create(asking(EXPERT, "scene-1.png").build());
        assertThat(text(completion)).isEqualTo(Samples.truth("scene-1.png"));
        assertThat(completion.model()).isEqualTo(EXPERT);
        assertThat(completion.id()).startsWith("chatcmpl-");
        assertThat(completion.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        var usage = completion.usage().orElseThrow();
        assertThat(usage.promptTokens()).isGreaterThan(16);
        assertThat(usage.completionTokens()).isGreaterThan(5);
        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
    }

    @Test
    void aStreamHasTheSameWordsAndEndsWithTheUsage() throws IOException {
        ChatCompletionCreateParams asked = asking(EXPERT, "scene-2.png")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        List<ChatCompletionChunk> chunks = stream(asked);
        assertThat(said(chunks)).isEqualTo(Samples.truth("scene-2.png"));
        assertThat(chunks.size()).isGreaterThan(10);
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isGreaterThan(5);
        assertThat(chunks.get(chunks.size() - 2).choices().getFirst().finishReason())
                .contains(ChatCompletionChunk.Choice.FinishReason.STOP);
        assertThat(chunks.stream().map(ChatCompletionChunk::id).distinct()).hasSize(1);
    }

    @Test
    void aChainIsAModel() throws IOException {
        ChatCompletion completion =
                client.chat().completions().create(asking(CHAIN, "scene-3.png").build());
        assertThat(text(completion)).isEqualTo(Samples.truth("scene-3.png"));
        assertThat(said(stream(asking(CHAIN, "scene-3.png").build()))).isEqualTo(text(completion));
        ChatCompletion one =
                client.chat().completions().create(asking(EXPERT, "scene-3.png").build());
        assertThat(completion.usage().orElseThrow().promptTokens())
                .as("two steps read more than one")
                .isGreaterThan(one.usage().orElseThrow().promptTokens());
    }

    @Test
    void modelsAreTheChainsAndTheExpertsThatAreReady() {
        assertThat(client.models().list().data().stream().map(Model::id)).contains(CHAIN, EXPERT);
        assertThat(client.models().list().data().stream().map(Model::id)).doesNotContain("qwen2-vl:72b");
        assertThat(client.models().retrieve(EXPERT).ownedBy()).isEqualTo("descry");
        assertThatThrownBy(() -> client.models().retrieve("no-model")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void limitsAndStopSequencesAreHonoured() throws IOException {
        ChatCompletion short3 = client.chat()
                .completions()
                .create(asking(EXPERT, "scene-1.png").maxCompletionTokens(3).build());
        assertThat(short3.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        assertThat(short3.usage().orElseThrow().completionTokens()).isEqualTo(3);
        String truth = Samples.truth("scene-1.png");
        ChatCompletion stopped = client.chat()
                .completions()
                .create(asking(EXPERT, "scene-1.png")
                        .stopOfStrings(List.of("never", " is "))
                        .build());
        assertThat(text(stopped)).isEqualTo(truth.substring(0, truth.indexOf(" is ")));
        assertThat(stopped.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        refused(drawn(asking(EXPERT, "scene-1.png"), 1, 1L << 40).build(), "max_tokens");
    }

    @Test
    void samplingReachesTheDecoding() throws IOException {
        String greedy = sampled(0, 1, 1);
        assertThat(greedy).isEqualTo(Samples.truth("scene-1.png"));
        String drawn = sampled(3, 1, 7);
        assertThat(sampled(3, 1, 7)).as("the same seed").isEqualTo(drawn);
        assertThat(drawn).isNotEqualTo(greedy).isNotEqualTo(sampled(3, 1, 8));
        assertThat(sampled(3, 1e-9, 7)).as("a nucleus of one").isEqualTo(greedy);
    }

    private String sampled(double temperature, double topP, long seed) throws IOException {
        ChatCompletionCreateParams.Builder asked =
                asking(EXPERT, "scene-1.png").temperature(temperature).topP(topP);
        return text(client.chat().completions().create(drawn(asked, seed, 64).build()));
    }

    @Test
    void aConversationMayHaveASystemTurnEarlierAnswersAndSeveralImages() throws IOException {
        ChatCompletion completion = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(EXPERT)
                        .addSystemMessage("You are brief.")
                        .addUserMessageOfArrayOfContentParts(
                                List.of(image(data(Samples.FOLDER.resolve("scene-1.png"))), words("What is it?")))
                        .addAssistantMessage("A scene.")
                        .addUserMessageOfArrayOfContentParts(
                                List.of(image(data(Samples.FOLDER.resolve("scene-2.png"))), words(QUESTION)))
                        .maxCompletionTokens(8)
                        .build());
        ChatCompletion one = client.chat()
                .completions()
                .create(asking(EXPERT, "scene-2.png").maxCompletionTokens(8).build());
        assertThat(completion.usage().orElseThrow().promptTokens())
                .isGreaterThan(one.usage().orElseThrow().promptTokens() + 16);
        assertThat(client.chat()
                        .completions()
                        .create(ChatCompletionCreateParams.builder()
                                .model(EXPERT)
                                .addUserMessage("Words alone.")
                                .maxCompletionTokens(4)
                                .build())
                        .choices())
                .hasSize(1);
    }

    @Test
    void imagesMayComeFromAllowedHostsAndNoOthers() throws IOException {
        assertThat(text(client.chat()
                        .completions()
                        .create(asking(EXPERT, image(ImageServer.url("scene-1.png")))
                                .build())))
                .isEqualTo(Samples.truth("scene-1.png"));
        for (String url : List.of("http://localhost:1/a.png", "https://images.example/a.png", "file:///etc/passwd")) {
            assertThatThrownBy(() -> client.chat()
                            .completions()
                            .create(asking(EXPERT, image(url)).build()))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("expected");
        }
    }

    @Test
    void whatCannotBeHonouredIsRefusedByName() throws IOException {
        ChatCompletionCreateParams.Builder asked = asking(EXPERT, "scene-1.png");
        refused(asked.n(2).build(), "n");
        refused(asking(EXPERT, "scene-1.png").presencePenalty(1.0).build(), "presence_penalty");
        refused(asking(EXPERT, "scene-1.png").logprobs(true).build(), "logprobs");
        refused(asking(CHAIN, "scene-1.png").stop("x").build(), "stop");
        refused(
                ChatCompletionCreateParams.builder()
                        .model(CHAIN)
                        .addUserMessage("No image.")
                        .build(),
                "messages");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(asking("/etc", "scene-1.png").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("expected one of default, blip2:scenes, qwen2-vl:scenes");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(asking("qwen2-vl:72b", "scene-1.png").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("models pull qwen2-vl:72b");
        assertThatThrownBy(() -> stream(asking("no-model", "scene-1.png").build()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void imagesThatCannotBeUsedHaveTheirStatusAlsoInAStream() throws IOException {
        ChatCompletionCreateParams huge = asking(EXPERT, image(data(Samples.reference("claims-30000x30000.png"))))
                .build();
        assertThatThrownBy(() -> client.chat().completions().create(huge))
                .isInstanceOfSatisfying(UnexpectedStatusCodeException.class, e -> assertThat(e.statusCode())
                        .isEqualTo(413));
        assertThatThrownBy(() -> stream(huge))
                .isInstanceOfSatisfying(UnexpectedStatusCodeException.class, e -> assertThat(e.statusCode())
                        .isEqualTo(413));
        assertThatThrownBy(() -> stream(asking(CHAIN, image(data(Samples.reference("truncated.png"))))
                        .build()))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void langChain4jsClientAsksLikeAnyOther() throws IOException {
        // A chat expert is that client; here it asks the very server it runs in.
        given().contentType("image/png")
                .body(Files.readAllBytes(Samples.FOLDER.resolve("scene-1.png")))
                .queryParam("experts", "openai:" + EXPERT + "@http://localhost:" + RestAssured.port + "/v1")
                .post("/v1/captions")
                .then()
                .statusCode(200)
                .body("caption", equalTo(Samples.truth("scene-1.png")));
    }

    @Test
    void theWireIsAsSimpleClientsReadIt() throws IOException {
        String body = """
            {"model": "%s", "stream": true, "messages": [{"role": "user", "content": [
              {"type": "image_url", "image_url": {"url": "%s"}}, {"type": "text", "text": "%s"}]}]}
            """.formatted(EXPERT, data(Samples.FOLDER.resolve("scene-1.png")), QUESTION);
        String events = given().contentType("application/json")
                .body(body)
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .contentType(containsString("text/event-stream"))
                .extract()
                .asString();
        assertThat(events).startsWith("data: {").endsWith("data: [DONE]\n\n");
        assertThat(events.lines().filter(line -> !line.isEmpty())).allMatch(line -> line.startsWith("data: "));
        given().contentType("application/json")
                .body("{")
                .post("/v1/chat/completions")
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.message", containsString("expected JSON"));
    }

    private void refused(ChatCompletionCreateParams asked, String parameter) {
        assertThatThrownBy(() -> client.chat().completions().create(asked))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.param()).contains(parameter));
    }

    private List<ChatCompletionChunk> stream(ChatCompletionCreateParams asked) {
        try (StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(asked)) {
            return response.stream().toList();
        }
    }

    private static String said(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .map(choice -> choice.delta().content().orElse(""))
                .collect(Collectors.joining());
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().getFirst().message().content().orElseThrow();
    }
}
