package dev.descry.experts.chat;

import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.expert.Budget;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.Image;
import dev.descry.image.JpegEncoder;
import dev.descry.image.Pixels;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** Experts and requests for tests against a {@link FakeChatServer}. */
final class ChatFixture {
    static final Image SMALL = image(32, 24);
    static final String SECRET = "planted-Key-0123456789-planted";
    static final Limits FAST = limits(4, OptionalLong.empty());

    private ChatFixture() {}

    /** A drawn JPEG. */
    static Image image(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 7 / 3);
        }
        return JpegEncoder.encode(new Pixels(width, height, rgb), 0.9f);
    }

    static Limits limits(int concurrency, OptionalLong requestsPerMinute) {
        return new Limits(
                concurrency,
                requestsPerMinute,
                OptionalLong.empty(),
                Duration.ofSeconds(20),
                Duration.ofMillis(1),
                Duration.ofMillis(20));
    }

    static ChatSetup setup(FakeChatServer server) {
        return setup(server, FAST, Prices.NONE, OllamaOptions.DEFAULT);
    }

    static ChatSetup setup(FakeChatServer server, Limits limits, Prices prices, OllamaOptions ollama) {
        return new ChatSetup(
                Map.of(
                        ChatName.Protocol.OLLAMA, server.url(""),
                        ChatName.Protocol.OPENAI, server.url("/v1"),
                        ChatName.Protocol.GEMINI, server.url("/v1beta")),
                new Keys(Map.of("127.0.0.1", "env:PLANTED"), Map.of("PLANTED", SECRET)),
                Locality.ANYWHERE,
                ImageSending.DEFAULT,
                limits,
                Map.of(),
                prices,
                Budget.unlimited(prices.currency()),
                ollama,
                PullProgress.NONE,
                HttpClient.Builder.NO_PROXY);
    }

    static ChatExpert expert(String name, ChatSetup setup) {
        return ChatExpert.open(ChatName.parse(name).orElseThrow(), setup);
    }

    static Request request() {
        return request(SMALL, Decoding.GREEDY);
    }

    static Request request(Image image, Decoding decoding) {
        return new Request(image, Prompt.custom("What is there?"), decoding);
    }

    /** What the expert throws when it is asked. */
    static ExpertException failure(Expert expert) {
        try {
            expert.describe(request(), TokenListener.NONE, new Cancellation());
        } catch (ExpertException e) {
            return e;
        }
        throw new AssertionError("expert: expected a failure, found a caption");
    }
}
