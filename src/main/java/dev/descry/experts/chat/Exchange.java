package dev.descry.experts.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call as it went over the wire: what LangChain4j's models do not tell, such as when to come back, that the stream
 * ended early, or that the model only thought. Written by the thread that calls; {@link #abort} is for any.
 */
final class Exchange {
    /** The exchange of the call that runs in this scope. */
    static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Runnable> aborts = new ArrayList<>();
    private boolean aborted;
    private boolean used;
    private boolean opened;
    private int status;
    private String said = "";
    private @Nullable Duration retryAfter;
    private @Nullable Throwable broken;
    private boolean thought;
    private boolean refused;

    /** A request goes out. */
    void used() {
        used = true;
    }

    /** The server answered with success: the stream begins. */
    void opened() {
        opened = true;
    }

    /** A server that answered, but not with success. */
    void refused(int status, String body, Optional<Duration> retryAfter) {
        this.status = status;
        this.said = body;
        this.retryAfter = retryAfter.orElse(null);
    }

    /** A fault of the connection or of what came through it; the first one counts. */
    void broken(Throwable fault) {
        if (broken == null) {
            broken = fault;
        }
    }

    /**
     * Looks into a piece of the stream for what models do not pass on.
     *
     * @throws JsonProcessingException when it is no JSON
     */
    void heard(String data) throws JsonProcessingException {
        if (data.isBlank() || data.equals("[DONE]")) {
            return;
        }
        JsonNode event = JSON.readTree(data);
        if (event.hasNonNull("error")) {
            said = data;
            status = event.path("error").path("code").asInt(0);
        }
        JsonNode delta = event.path("choices").path(0).path("delta");
        thought |= hasText(delta.path("reasoning_content"))
                || hasText(delta.path("reasoning"))
                || hasText(event.path("message").path("thinking"))
                || event.path("usageMetadata").path("thoughtsTokenCount").asInt(0) > 0;
        refused |=
                hasText(delta.path("refusal")) || event.path("promptFeedback").hasNonNull("blockReason");
    }

    private static boolean hasText(JsonNode node) {
        return node.isTextual() && !node.textValue().isEmpty();
    }

    /** Ends the request wherever it is. Returns at once. */
    void abort() {
        List<Runnable> now;
        synchronized (aborts) {
            aborted = true;
            now = List.copyOf(aborts);
            aborts.clear();
        }
        now.forEach(Runnable::run);
    }

    /** What to do at {@link #abort}, at once if that was earlier. */
    void onAbort(Runnable reaction) {
        synchronized (aborts) {
            if (!aborted) {
                aborts.add(reaction);
                return;
            }
        }
        reaction.run();
    }

    /** Whether the call went over our {@link Wire}, which has ended when the model returns. */
    boolean wired() {
        return used;
    }

    /** Whether the server began to answer. */
    boolean begun() {
        return opened;
    }

    /** The status of HTTP, or the code of an error in the stream; 0 when there is none. */
    int status() {
        return status;
    }

    /** What the server said about its error; empty when it reported none. */
    String said() {
        return said;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    Optional<Throwable> broken() {
        return Optional.ofNullable(broken);
    }

    /** The model wrote thoughts, which are no part of its answer. */
    boolean thought() {
        return thought;
    }

    /** The provider kept the question or the answer back. */
    boolean refused() {
        return refused;
    }
}
