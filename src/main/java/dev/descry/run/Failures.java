package dev.descry.run;

import dev.descry.chain.Outcome;
import dev.descry.event.Extensions;
import dev.descry.expert.ExpertException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** What a broker says of an event that nobody took, as the failure of a step. */
public final class Failures {
    private static final int MOST_CHARACTERS = 200;

    private Failures() {}

    static Outcome.Failed unknown(String message) {
        return new Outcome.Failed(Kind.FAULT, message);
    }

    /**
     * The failure that the broker's attributes tell of; empty when the event is no dead letter.
     *
     * @param extensions of the event, as text
     */
    public static Optional<Outcome.Failed> deadLetter(Map<String, String> extensions) {
        String destination = extensions.get(Extensions.ERROR_DESTINATION);
        if (destination == null) {
            return Optional.empty();
        }
        String code = extensions.getOrDefault(Extensions.ERROR_CODE, "");
        Kind kind =
                switch (code) {
                    case "" -> Kind.TIMEOUT;
                    case "429", "503" -> Kind.OVERLOADED;
                    case "404", "502", "504" -> Kind.UNAVAILABLE;
                    default -> Kind.FAULT;
                };
        return Optional.of(new Outcome.Failed(
                kind,
                "function %s: expected an answer, found %s in every attempt%s"
                        .formatted(
                                extensions.getOrDefault(Extensions.NEXT, destination),
                                code.isEmpty() ? "none that counts" : "the status " + code,
                                said(extensions.getOrDefault(Extensions.ERROR_DATA, "")))));
    }

    private static String said(String base64) {
        try {
            String body = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).strip();
            if (body.isEmpty()) {
                return "";
            }
            return ": " + body.substring(0, Math.min(body.length(), MOST_CHARACTERS));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
