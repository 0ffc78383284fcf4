package dev.descry.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Text to token ids and back, as the model's {@code tokenizer.json} says. Structure such as {@code <|image_pad|>} is
 * never found in text, however it is spelled: the marks of a prompt come from {@link #id(String)} alone. Safe for use by
 * several threads.
 */
public final class Tokenizer implements AutoCloseable {
    /** Nothing is cut, padded or added, whatever the file says. */
    private static final Map<String, String> WHOLE_TEXT =
            Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

    private final HuggingFaceTokenizer encoder;
    private final Vocabulary vocabulary;
    private final Map<String, Integer> marks;

    private Tokenizer(HuggingFaceTokenizer encoder, TokenizerFile file) {
        this.encoder = encoder;
        vocabulary = file.vocabulary();
        marks = file.added();
    }

    /**
     * Reads a {@code tokenizer.json}.
     *
     * @throws IOException when it is missing, damaged or no tokenizer
     */
    public static Tokenizer open(Path tokenizerJson) throws IOException {
        TokenizerFile file = TokenizerFile.read(tokenizerJson);
        TokenizerLibrary.prepare();
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        // The library looks for its files through the thread, which in a pool may know the JDK alone.
        thread.setContextClassLoader(HuggingFaceTokenizer.class.getClassLoader());
        try {
            var json = new ByteArrayInputStream(file.plain().getBytes(StandardCharsets.UTF_8));
            return new Tokenizer(HuggingFaceTokenizer.newInstance(json, WHOLE_TEXT), file);
        } catch (RuntimeException e) {
            // The library has no exception of its own for a file it does not like.
            throw new IOException(
                    tokenizerJson + ": expected a tokenizer of the Hugging Face library, found " + e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(callers);
        }
    }

    /** The ids of the text after Unicode normalisation (NFC), nothing added. */
    public int[] encode(String text) {
        long[] ids = encoder.encode(wholeCharacters(text), false, false).getIds();
        int[] narrow = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            narrow[i] = Math.toIntExact(ids[i]);
        }
        return narrow;
    }

    /**
     * The id of a mark of structure, for example {@code <|im_start|>}.
     *
     * @throws IllegalArgumentException when the tokenizer has no such mark
     */
    public int id(String mark) {
        Integer id = marks.get(mark);
        if (id == null) {
            throw new IllegalArgumentException("tokenizer: expected the mark " + mark + " among "
                    + marks.keySet().stream().sorted().toList());
        }
        return id;
    }

    /** The text of the ids, marks of structure left out. */
    public String decode(List<Integer> ids) {
        StreamingDecoder decoder = decoder();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(decoder.accept(id));
        }
        return text.append(decoder.finish()).toString();
    }

    /** A decoder for one text that comes token by token. */
    public StreamingDecoder decoder() {
        return new StreamingDecoder(vocabulary);
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** Halves of surrogate pairs become U+FFFD: one of them would spoil the whole text on its way into the library. */
    private static String wholeCharacters(String text) {
        if (text.codePoints().noneMatch(Tokenizer::half)) {
            return text;
        }
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints().map(c -> half(c) ? 0xFFFD : c).forEach(whole::appendCodePoint);
        return whole.toString();
    }

    private static boolean half(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
