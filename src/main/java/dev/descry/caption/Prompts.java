package dev.descry.caption;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Prompt templates by name: the user's folder of {@code NAME.txt} files first, then those that come with Descry. A
 * template's text is the file without its last line end.
 */
public final class Prompts {
    /** For a step with no description before it. */
    public static final String FIRST = "first";
    /** For a step that checks a description. */
    public static final String LATER = "later";

    private static final List<String> BUNDLED = List.of(FIRST, LATER);

    private final Optional<Path> folder;

    private Prompts(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Only the templates that come with Descry. */
    public static Prompts bundled() {
        return new Prompts(Optional.empty());
    }

    /** The user's own files, and the bundled ones where the folder has none of that name. */
    public static Prompts in(Path folder) {
        return new Prompts(Optional.of(folder));
    }

    /** The bundled template for steps with no description before them. */
    public PromptTemplate first() {
        return get(FIRST);
    }

    /** The bundled template for steps that check a description. */
    public PromptTemplate later() {
        return get(LATER);
    }

    /**
     * Looks a template up.
     *
     * @throws IllegalArgumentException when there is none of that name, or its text is no template
     */
    public PromptTemplate get(String name) {
        return own(name)
                .or(() -> bundled(name))
                .map(text -> PromptTemplate.of(name, text))
                .orElseThrow(() -> new IllegalArgumentException("prompt template: expected %s%s, found %s"
                        .formatted(
                                String.join(" or ", BUNDLED),
                                folder.map(own -> " or a .txt file in " + own).orElse(""),
                                name)));
    }

    private Optional<String> own(String name) {
        Optional<Path> file = folder.map(own -> own.resolve(name + ".txt")).filter(Files::isRegularFile);
        try {
            return file.isPresent() ? Optional.of(text(Files.readAllBytes(file.get()))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("prompt template: expected a readable " + file.get() + ", found " + e, e);
        }
    }

    private static Optional<String> bundled(String name) {
        if (!BUNDLED.contains(name)) {
            return Optional.empty();
        }
        try (InputStream in = Prompts.class.getResourceAsStream("/prompts/" + name + ".txt")) {
            return in == null ? Optional.empty() : Optional.of(text(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("prompt template: expected to read the bundled " + name, e);
        }
    }

    private static String text(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8).replace("\r\n", "\n");
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
