package dev.descry.functions.workbench.http;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.descry.caption.Prompts;
import dev.descry.functions.workbench.Samples;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Questions about images in the words of OpenAI's client. */
final class ChatQuestions {
    static final String QUESTION = Prompts.bundled().first().render(Map.of()).text();

    private ChatQuestions() {}

    /** Tries nothing again. */
    static OpenAIClient client() {
        return OpenAIOkHttpClient.builder()
                .baseUrl("http://localhost:" + RestAssured.port + "/v1")
                .apiKey("none is asked for")
                .maxRetries(0)
                .build();
    }

    static ChatCompletionCreateParams.Builder asking(String model, String scene) throws IOException {
        return asking(model, image(data(Samples.FOLDER.resolve(scene))));
    }

    static ChatCompletionCreateParams.Builder asking(String model, ChatCompletionContentPart image) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessageOfArrayOfContentParts(List.of(image, words(QUESTION)));
    }

    /** OpenAI calls both deprecated, and clients go on sending them. */
    @SuppressWarnings("deprecation")
    static ChatCompletionCreateParams.Builder drawn(
            ChatCompletionCreateParams.Builder asked, long seed, long maxTokens) {
        return asked.seed(seed).maxTokens(maxTokens);
    }

    static ChatCompletionContentPart words(String text) {
        return ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text(text).build());
    }

    static ChatCompletionContentPart image(String url) {
        return ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url(url)
                        .build())
                .build());
    }

    static String data(Path image) throws IOException {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(image));
    }
}
