package dev.descry.caption;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt with named holes such as {@code {description}}. A brace that is no hole is written twice: <code>{{</code>. A
 * value is put in as it is; braces inside it mean nothing.
 * Another name, a blank text or a lone brace is refused with {@link IllegalArgumentException}.
 *
 * @param name lower-case letters, digits, {@code -} and {@code _}
 * @param version told apart in provenance; by {@link #of} the first 8 hexadecimal digits of the SHA-256 of the text
 * @param text with holes
 */
public record PromptTemplate(String name, String version, String text) {
    /** The hole that takes the newest accepted description. */
    public static final String DESCRIPTION = "description";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|}}|\\{([a-z][a-zA-Z0-9_]*)}|[{}]");

    public PromptTemplate {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "prompt template: expected a name of lower-case letters, digits, - and _, found " + name);
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("prompt template " + name + ": expected text, found none");
        }
        refuseLoneBraces(name, text);
    }

    /** A template whose version follows from its text. */
    public static PromptTemplate of(String name, String text) {
        return new PromptTemplate(name, Sha256.of(text).substring(0, 8), text);
    }

    /** The user's own words: every brace is only a brace. */
    public static PromptTemplate verbatim(String text) {
        return of("custom", text.replace("{", "{{").replace("}", "}}"));
    }

    /** The names of the holes, in order of first appearance. */
    public Set<String> holes() {
        Set<String> holes = new LinkedHashSet<>();
        if (text.indexOf('{') < 0) {
            return holes;
        }
        BRACES.matcher(text).results().map(found -> found.group(1)).forEach(hole -> {
            if (hole != null) {
                holes.add(hole);
            }
        });
        return holes;
    }

    /**
     * Fills the holes; values without a hole are left out. The prompt's {@code previous} is the value of
     * {@link #DESCRIPTION}.
     *
     * @throws IllegalArgumentException for a hole without a value
     */
    public Prompt render(Map<String, String> values) {
        Matcher braces = BRACES.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (braces.find()) {
            braces.appendReplacement(filled, Matcher.quoteReplacement(replacement(braces, values)));
        }
        braces.appendTail(filled);
        return new Prompt(filled.toString(), name + "/" + version, Optional.ofNullable(values.get(DESCRIPTION)));
    }

    private String replacement(Matcher brace, Map<String, String> values) {
        String hole = brace.group(1);
        if (hole == null) {
            return brace.group().substring(1);
        }
        String value = values.get(hole);
        if (value == null) {
            throw new IllegalArgumentException("prompt template %s: expected a value for {%s}, found values for %s"
                    .formatted(name, hole, values.isEmpty() ? "nothing" : String.join(", ", values.keySet())));
        }
        return value;
    }

    private static void refuseLoneBraces(String name, String text) {
        if (text.indexOf('{') < 0 && text.indexOf('}') < 0) {
            return; // most texts, and chains are read with every event
        }
        BRACES.matcher(text)
                .results()
                .filter(brace -> brace.group().length() == 1)
                .findFirst()
                .ifPresent(brace -> {
                    throw new IllegalArgumentException(
                            "prompt template %s: expected a hole such as {description}, found a lone %s at character %d; write it twice"
                                    .formatted(name, brace.group(), brace.start() + 1));
                });
    }
}
