package dev.descry.experts.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a failed call is. Statuses, words of servers and exceptions become one {@link Kind} each; whether it is tried again
 * follows from the kind alone, see {@link Kind#passing()}.
 */
final class Faults {
    private static final Pattern OVERFLOW = Pattern.compile("context.?length|context.?window|maximum context"
            + "|exceeds the (available )?context|exceeds the maximum number of tokens|prompt is too long");
    private static final Pattern FILTERED =
            Pattern.compile("content.?(policy|filter|management)|responsibleai|safety system");
    private static final Pattern NO_MONEY = Pattern.compile("insufficient.?quota|billing|credit balance");

    private final String expert;

    Faults(String expert) {
        this.expert = expert;
    }

    /** A server that answered with an error, before or within its stream. */
    ExpertException said(int status, String body) {
        Kind kind = kind(status, body.toLowerCase(Locale.ROOT));
        // What a server says about a key may be the key.
        String words = kind == Kind.FORBIDDEN ? "" : " (" + Text.shown(body) + ")";
        String found = status == 0 ? "an error" + words : "status " + status + words;
        return new ExpertException(
                kind, "expert %s: expected an answer, found %s; %s".formatted(expert, found, remedy(kind)));
    }

    private static Kind kind(int status, String body) {
        if (OVERFLOW.matcher(body).find()) {
            return Kind.CONTEXT_OVERFLOW;
        }
        if (status < 500 && FILTERED.matcher(body).find()) {
            return Kind.REFUSED;
        }
        return switch (status) {
            case 401, 402, 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.MODEL_MISSING;
            case 408, 504, 524 -> Kind.TIMEOUT;
            case 413 -> Kind.IMAGE_TOO_LARGE;
            case 429 -> NO_MONEY.matcher(body).find() ? Kind.FORBIDDEN : Kind.OVERLOADED;
            case 503, 529 -> Kind.OVERLOADED;
            default -> status == 0 || status >= 500 ? Kind.UNAVAILABLE : Kind.FAULT;
        };
    }

    private static String remedy(Kind kind) {
        return switch (kind) {
            case FORBIDDEN -> "check its key and account";
            case MODEL_MISSING -> "check the model's name";
            case IMAGE_TOO_LARGE -> "lower the pixel budget";
            case CONTEXT_OVERFLOW -> "lower the pixel budget or raise the context length";
            case REFUSED -> "leave the image out or take another expert";
            case FAULT -> "check the request's settings";
            default -> "ask again later";
        };
    }

    /** An exception of the connection, of what came through it, or of a model that is not ours. */
    ExpertException thrown(Throwable fault, boolean begun) {
        Kind kind = kind(fault, begun);
        String found = begun && kind == Kind.BROKEN_ANSWER ? "a stream that broke off or holds no JSON" : "none";
        return new ExpertException(
                kind,
                "expert %s: expected an answer, found %s (%s); %s"
                        .formatted(expert, found, root(fault).getClass().getSimpleName(), remedy(kind)));
    }

    private static Kind kind(Throwable fault, boolean begun) {
        Throwable root = root(fault);
        if (begun && (root instanceof IOException)) {
            return Kind.BROKEN_ANSWER;
        }
        return switch (fault) {
            case RateLimitException e -> Kind.OVERLOADED;
            case TimeoutException e -> Kind.TIMEOUT;
            case AuthenticationException e -> Kind.FORBIDDEN;
            case ModelNotFoundException e -> Kind.MODEL_MISSING;
            case ContentFilteredException e -> Kind.REFUSED;
            case InternalServerException e -> Kind.UNAVAILABLE;
            case UnresolvedModelServerException e -> Kind.UNAVAILABLE;
            default ->
                switch (root) {
                    case JsonProcessingException e -> Kind.BROKEN_ANSWER;
                    case HttpTimeoutException e -> Kind.UNAVAILABLE;
                    case IOException e -> Kind.UNAVAILABLE;
                    default ->
                        OVERFLOW.matcher(String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT))
                                        .find()
                                ? Kind.CONTEXT_OVERFLOW
                                : Kind.FAULT;
                };
        };
    }

    private static Throwable root(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /** A whole answer that is no caption; empty when it is one. */
    Optional<ExpertException> answered(ChatResponse response, Exchange exchange) {
        FinishReason reason = response.finishReason();
        String text = response.aiMessage().text();
        if (exchange.refused() || reason == FinishReason.CONTENT_FILTER) {
            return failed(Kind.REFUSED, "a description, found that the provider kept it back");
        }
        if (exchange.wired() && reason == null) {
            return Optional.of(cutOff());
        }
        if (text != null && !text.isBlank()) {
            return Optional.empty();
        }
        if (reason == FinishReason.LENGTH) {
            return Optional.of(new ExpertException(
                    Kind.THOUGHT_ONLY,
                    "expert %s: expected a description, found that all its tokens went into thinking; allow more new tokens"
                            .formatted(expert)));
        }
        return failed(
                Kind.EMPTY_ANSWER,
                exchange.thought() ? "a description, found only thoughts" : "a description, found none");
    }

    /** A stream that ended before its answer did. */
    ExpertException cutOff() {
        return new ExpertException(
                Kind.BROKEN_ANSWER,
                "expert %s: expected a whole answer, found a stream that stopped before its end; ask again"
                        .formatted(expert));
    }

    private Optional<ExpertException> failed(Kind kind, String what) {
        return Optional.of(
                new ExpertException(kind, "expert %s: expected %s; %s".formatted(expert, what, remedy(kind))));
    }
}
