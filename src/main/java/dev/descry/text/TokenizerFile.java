package dev.descry.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A {@code tokenizer.json} taken apart in one pass.
 *
 * @param plain the file with an empty list of added tokens: a tokenizer made from it finds no structure in any text
 * @param vocabulary the bytes of every id
 * @param added the ids of the added tokens by their spelling
 */
record TokenizerFile(String plain, Vocabulary vocabulary, Map<String, Integer> added) {
    /** More than any published vocabulary; keeps a damaged file from asking for all memory. */
    private static final int MOST_IDS = 1 << 22;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** @throws IOException for a file that is missing or no tokenizer */
    static TokenizerFile read(Path file) throws IOException {
        String text = Files.readString(file);
        Reading reading = new Reading(text);
        try (JsonParser parser = JSON.createParser(text)) {
            reading.top(parser);
        }
        if (reading.entries == 0) {
            throw new IOException(file + ": expected a vocabulary under model.vocab, found none; check the file");
        }
        return new TokenizerFile(reading.plain, reading.vocabulary.build(reading.spelling), Map.copyOf(reading.added));
    }

    private static final class Reading {
        private final String text;
        private final Vocabulary.Builder vocabulary = new Vocabulary.Builder();
        private final Map<String, Integer> added = new HashMap<>();
        private Spelling spelling = Spelling.BYTES;
        private String plain;
        private int entries;

        Reading(String text) {
            this.text = text;
            plain = text;
        }

        void top(JsonParser parser) throws IOException {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                switch (name) {
                    case "added_tokens" -> addedTokens(parser);
                    case "model" -> model(parser);
                    default -> parser.skipChildren();
                }
            }
        }

        private void addedTokens(JsonParser parser) throws IOException {
            int start = (int) parser.currentTokenLocation().getCharOffset();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                addedToken(parser);
            }
            int end = (int) parser.currentTokenLocation().getCharOffset();
            plain = text.substring(0, start) + "[" + text.substring(end);
        }

        private void addedToken(JsonParser parser) throws IOException {
            int id = -1;
            String content = "";
            boolean special = false;
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                switch (name) {
                    case "id" -> id = parser.getIntValue();
                    case "content" -> content = parser.getText();
                    case "special" -> special = parser.getBooleanValue();
                    default -> parser.skipChildren();
                }
            }
            added.put(content, id);
            put(id, content);
            if (special) {
                vocabulary.hide(id);
            }
        }

        private void model(JsonParser parser) throws IOException {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("vocab") && value == JsonToken.START_OBJECT) {
                    vocabulary(parser);
                } else if (name.equals("vocab") && value == JsonToken.START_ARRAY) {
                    pieces(parser);
                } else if (name.equals("type")) {
                    spelling = spelling(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void vocabulary(JsonParser parser) throws IOException {
            for (String token = parser.nextFieldName(); token != null; token = parser.nextFieldName()) {
                put(parser.nextIntValue(-1), token);
                entries++;
            }
        }

        // A list of [piece, score], by id.
        private void pieces(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                put(entries++, parser.nextTextValue());
                parser.nextToken();
                parser.nextToken();
            }
        }

        private static Spelling spelling(String type) {
            return switch (type) {
                case "Unigram" -> Spelling.PIECES;
                case "WordPiece" -> Spelling.WORD_PIECES;
                default -> Spelling.BYTES;
            };
        }

        private void put(int id, String token) throws IOException {
            if (id < 0 || id > MOST_IDS) {
                throw new IOException(
                        "tokenizer: expected ids from 0 to %d, found %d for %s".formatted(MOST_IDS, id, token));
            }
            vocabulary.put(id, token);
        }
    }
}
