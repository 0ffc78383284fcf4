package dev.descry.functions.shell.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.expert.ExpertException;
import dev.descry.functions.shell.http.BusyException;
import dev.descry.image.ImageException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which fault is which status, type and code to a client of OpenAI. */
class OpenAiExceptionTest {
    @ParameterizedTest
    @CsvSource({
        "UNREADABLE_IMAGE, 400, invalid_request_error, invalid_image_format",
        "IMAGE_TOO_LARGE, 413, invalid_request_error, image_too_large",
        "MODEL_MISSING, 404, invalid_request_error, model_not_found",
        "MODEL_MISMATCH, 500, server_error, internal_error",
        "CONTEXT_OVERFLOW, 400, invalid_request_error, context_length_exceeded",
        "EMPTY_ANSWER, 502, server_error, empty_answer",
        "REFUSED, 400, invalid_request_error, content_filter",
        "TIMEOUT, 504, server_error, timeout",
        "OVERLOADED, 429, rate_limit_error, rate_limit_exceeded",
        "THOUGHT_ONLY, 502, server_error, empty_answer",
        "BROKEN_ANSWER, 502, server_error, broken_answer",
        "FORBIDDEN, 403, invalid_request_error, forbidden",
        "BUDGET_SPENT, 429, rate_limit_error, insufficient_quota",
        "UNAVAILABLE, 503, server_error, unavailable",
        "CANCELLED, 500, server_error, internal_error",
        "FAULT, 500, server_error, internal_error"
    })
    void faultsOfExpertsHaveTheirStatus(ExpertException.Kind kind, int status, String type, String code) {
        OpenAiException fault = OpenAiException.of(new ExpertException(kind, "what: expected a, found b"));
        assertThat(fault.status()).isEqualTo(status);
        assertThat(fault.body().error())
                .isEqualTo(new OpenAiError.Detail(
                        "what: expected a, found b", type, status == 404 ? "model" : null, code));
    }

    @Test
    void fullQueueSaysWhenToComeAgain() {
        OpenAiException fault = OpenAiException.of(new BusyException(16, Duration.ofSeconds(5)));
        assertThat(fault.status()).isEqualTo(503);
        assertThat(fault.retryAfter()).contains(Duration.ofSeconds(5));
        OpenAiException slower = OpenAiException.of(
                new ExpertException(ExpertException.Kind.OVERLOADED, "…").passingAfter(Duration.ofSeconds(9)));
        assertThat(slower.retryAfter()).contains(Duration.ofSeconds(9));
    }

    @Test
    void imagesThatCannotBeUsedAreTheClientsFault() {
        assertThat(OpenAiException.of(new ImageException(ImageException.Kind.EMPTY, "image: …"))
                        .status())
                .isEqualTo(400);
        assertThat(OpenAiException.of(new ImageException(ImageException.Kind.TOO_LARGE, "image: …"))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void whatNobodyForesawTellsNothingOfItsInside() {
        OpenAiException fault = OpenAiException.of(new IllegalStateException("password in here"));
        assertThat(fault.status()).isEqualTo(500);
        assertThat(fault.body().error().message()).doesNotContain("password");
    }
}
