package dev.descry.functions.shell.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/** The fields of a JSON object, each read as what it should be or refused by name; null is as good as absent. */
record Fields(JsonNode object) {
    JsonNode node(String name) {
        return object.path(name);
    }

    /** Whether the field says anything. */
    boolean isGiven(String name) {
        JsonNode value = node(name);
        return !value.isMissingNode() && !value.isNull() && !(value.isContainerNode() && value.isEmpty());
    }

    String text(String name) {
        if (!node(name).isTextual()) {
            throw wrong(name, "a text");
        }
        return node(name).asText();
    }

    boolean flag(String name) {
        if (isGiven(name) && !node(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return node(name).asBoolean(false);
    }

    Optional<Double> number(String name) {
        if (!isGiven(name)) {
            return Optional.empty();
        }
        if (!node(name).isNumber()) {
            throw wrong(name, "a number");
        }
        return Optional.of(node(name).asDouble());
    }

    Optional<Long> whole(String name) {
        if (!isGiven(name)) {
            return Optional.empty();
        }
        if (!node(name).isIntegralNumber() || !node(name).canConvertToLong()) {
            throw wrong(name, "a whole number");
        }
        return Optional.of(node(name).asLong());
    }

    /** A number of things, 1 or more. */
    Optional<Integer> count(String name) {
        return whole(name).map(number -> {
            if (number < 1 || number > Integer.MAX_VALUE) {
                throw OpenAiException.invalid(name, "%s: expected 1 or more, found %d".formatted(name, number));
            }
            return number.intValue();
        });
    }

    void refuse(String name, boolean when) {
        if (when) {
            throw OpenAiException.invalid(
                    name, "%s: expected none, found %s; it is not supported here".formatted(name, node(name)));
        }
    }

    private OpenAiException wrong(String name, String expected) {
        String found = isGiven(name) ? node(name).getNodeType().toString().toLowerCase(Locale.ROOT) : "none";
        return OpenAiException.invalid(name, "%s: expected %s, found %s".formatted(name, expected, found));
    }
}
