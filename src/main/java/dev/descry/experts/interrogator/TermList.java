package dev.descry.experts.interrogator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Terms of one kind, one a line.
 *
 * @param name of the list, the file's name without {@code .txt}
 * @param terms in the file's order
 * @param notices what in the file is not as it should be, one clear line each; the other terms are used all the same
 */
public record TermList(String name, List<String> terms, List<String> notices) {
    /** CLIP reads 75 tokens between its marks and no word has fewer than one. */
    static final int MOST_WORDS = 75;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    public TermList {
        terms = List.copyOf(terms);
        notices = List.copyOf(notices);
    }

    /** A list without anything to complain about. */
    public TermList(String name, List<String> terms) {
        this(name, terms, List.of());
    }

    /**
     * Reads a list: UTF-8, blank lines and repeated terms left out, a byte order mark too, terms that CLIP cannot read
     * whole as well.
     *
     * @throws IOException when the file cannot be read or holds no term
     */
    public static TermList read(Path file) throws IOException {
        String text;
        try {
            text = decoded(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IOException(
                    file + ": expected a list of terms, found none that can be read: " + e.getMessage(), e);
        }
        TermList list = parse(nameOf(file), file.toString(), text);
        if (list.terms().isEmpty()) {
            throw new IOException(
                    file + ": expected one term a line, found none; fill the file or switch the list off");
        }
        return list;
    }

    /** The terms of a text, with the name and the place to speak of in notices. */
    static TermList parse(String name, String place, String text) {
        Set<String> terms = new LinkedHashSet<>();
        List<String> notices = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int repeated = 0;
        for (int line = 0; line < lines.size(); line++) {
            String term = bare(lines.get(line));
            int words = term.split("\\s+").length;
            if (term.isEmpty()) {
                continue;
            }
            if (words > MOST_WORDS) {
                notices.add("%s line %d: expected a term of at most %d words, found %d; it is left out"
                        .formatted(place, line + 1, MOST_WORDS, words));
            } else if (!terms.add(term)) {
                repeated++;
            }
        }
        if (repeated > 0) {
            notices.add(
                    "%s: expected every term once, found %d repeated; each is used once".formatted(place, repeated));
        }
        if (text.indexOf('\uFFFD') >= 0) {
            notices.add(place + ": expected UTF-8, found other bytes; they became the sign U+FFFD");
        }
        return new TermList(name, List.copyOf(terms), notices);
    }

    private static String bare(String line) {
        return (line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line).strip();
    }

    static String decoded(byte[] bytes) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    static String nameOf(Path file) {
        return file.getFileName().toString().replaceFirst("\\.txt$", "");
    }
}
