package dev.descry.experts.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.descry.experts.chat.FakeChatServer.Reply;
import java.util.ArrayList;
import java.util.List;

/** Streams of answers as the providers document them. */
public final class FakeStreams {
    /** Tokens of prompt and answer that every stream reports. */
    public static final int PROMPT_TOKENS = 1_118;

    private FakeStreams() {}

    /** Ollama's newline-delimited JSON (docs/api.md, "Generate a chat completion"). */
    public static Reply ollama(String... words) {
        return FakeChatServer.stream("application/x-ndjson", ollamaLines("stop", words));
    }

    public static List<String> ollamaLines(String reason, String... words) {
        List<String> lines = new ArrayList<>(ollamaWords(words));
        lines.add(
                "{\"model\":\"llava:7b\",\"created_at\":\"2026-01-02T03:04:06Z\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + "\"done_reason\":\"" + reason
                        + "\",\"done\":true,\"total_duration\":181553584,\"load_duration\":27906292,"
                        + "\"prompt_eval_count\":" + PROMPT_TOKENS
                        + ",\"prompt_eval_duration\":109000000,\"eval_count\":" + words.length
                        + ",\"eval_duration\":42000000}\n");
        return lines;
    }

    public static List<String> ollamaWords(String... words) {
        List<String> lines = new ArrayList<>();
        for (String word : words) {
            lines.add(
                    "{\"model\":\"llava:7b\",\"created_at\":\"2026-01-02T03:04:05Z\",\"message\":{\"role\":\"assistant\",\"content\":"
                            + quoted(word) + "},\"done\":false}\n");
        }
        return lines;
    }

    /** OpenAI's server-sent events ("Chat completion chunk object"). */
    public static Reply openAi(String... words) {
        return FakeChatServer.stream("text/event-stream", openAiEvents("stop", words));
    }

    public static List<String> openAiEvents(String reason, String... words) {
        List<String> events = new ArrayList<>(openAiWords(words));
        events.add(openAiEvent("[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]", "null"));
        events.add(openAiEvent(
                "[]",
                "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,\"completion_tokens_details\":{\"reasoning_tokens\":0}}"
                        .formatted(PROMPT_TOKENS, words.length, PROMPT_TOKENS + words.length)));
        events.add("data: [DONE]\n\n");
        return events;
    }

    public static List<String> openAiWords(String... words) {
        List<String> events = new ArrayList<>();
        events.add(openAiEvent(
                "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]", "null"));
        for (String word : words) {
            events.add(openAiEvent(
                    "[{\"index\":0,\"delta\":{\"content\":" + quoted(word) + "},\"finish_reason\":null}]", "null"));
        }
        return events;
    }

    public static String openAiEvent(String choices, String usage) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1767323045,"
                + "\"model\":\"gpt-4o-2024-08-06\",\"choices\":" + choices + ",\"usage\":" + usage + "}\n\n";
    }

    /** Gemini's server-sent events (streamGenerateContent, {@code alt=sse}). */
    public static Reply gemini(String... words) {
        return FakeChatServer.stream("text/event-stream", geminiEvents("STOP", 0, words));
    }

    public static List<String> geminiEvents(String reason, int thoughts, String... words) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            boolean last = i == words.length - 1;
            events.add(
                    ("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":%s}],\"role\":\"model\"},%s\"index\":0}],"
                                    + "\"usageMetadata\":{\"promptTokenCount\":%d,\"candidatesTokenCount\":%d,\"totalTokenCount\":%d,"
                                    + "\"thoughtsTokenCount\":%d},\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"r1\"}\r\n\r\n")
                            .formatted(
                                    quoted(words[i]),
                                    last ? "\"finishReason\":\"" + reason + "\"," : "",
                                    PROMPT_TOKENS,
                                    i + 1,
                                    PROMPT_TOKENS + i + 1 + thoughts,
                                    thoughts));
        }
        return events;
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }
}
