package dev.descry.functions.shell.openai;

import org.jspecify.annotations.Nullable;

/** The body of an error. */
public record OpenAiError(Detail error) {
    /**
     * What is wrong.
     *
     * @param type {@code invalid_request_error}, {@code rate_limit_error} or {@code server_error}
     * @param param the parameter at fault; null where none is
     * @param code a word for programs; null where the type says enough
     */
    public record Detail(
            String message,
            String type,
            @Nullable String param,
            @Nullable String code) {}
}
