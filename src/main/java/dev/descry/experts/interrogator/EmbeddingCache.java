package dev.descry.experts.interrogator;

import dev.descry.caption.Sha256;
import dev.descry.model.ModelException;
import dev.descry.model.weights.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The features of term lists, encoded once per CLIP model and list and kept in a folder as mapped files. The file's
 * name carries the digests of both, so another model or an edited list never meets old features. Threads that need the
 * same list wait for the one that encodes it; processes may encode it twice, which harms nobody, as files move into
 * place whole. Closing ends every table taken from it.
 */
public final class EmbeddingCache implements AutoCloseable {
    private static final int BATCH = 2048;
    private static final int DIGITS = 16;

    private final Path folder;
    private final Map<Path, SafetensorsFile> opened = new ConcurrentHashMap<>();

    /** Keeps files below the folder, which is made at need. */
    public EmbeddingCache(Path folder) {
        this.folder = folder;
    }

    /** The list with its features, encoded now where they are not kept. */
    LabelTable table(Clip clip, TermList list) {
        String hash = Sha256.of(String.join(",", list.terms()));
        Path file = folder.resolve("%s-%s-%s.safetensors"
                .formatted(
                        clip.name().replaceAll("[^A-Za-z0-9.-]", "_"),
                        list.name(),
                        Sha256.of(clip.digest() + hash).substring(0, DIGITS)));
        SafetensorsFile features = opened.computeIfAbsent(file, at -> opened(clip, list, hash, at));
        return new LabelTable(list.name(), list.terms(), EmbeddingFile.embeds(features), clip.dimension());
    }

    private static SafetensorsFile opened(Clip clip, TermList list, String hash, Path file) {
        int terms = list.terms().size();
        if (Files.isRegularFile(file)) {
            try {
                return EmbeddingFile.open(file, hash, terms, clip.dimension());
            } catch (ModelException e) {
                // A damaged file is made again.
            }
        }
        try {
            EmbeddingFile.write(file, hash, encoded(clip, list.terms()), clip.dimension());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + ": expected a folder to keep the terms' features in, found " + e.getMessage(), e);
        }
        return EmbeddingFile.open(file, hash, terms, clip.dimension());
    }

    private static List<float[]> encoded(Clip clip, List<String> terms) {
        List<float[]> features = new ArrayList<>(terms.size());
        for (int start = 0; start < terms.size(); start += BATCH) {
            features.addAll(clip.read(terms.subList(start, Math.min(start + BATCH, terms.size()))));
        }
        return features;
    }

    @Override
    public void close() {
        opened.values().forEach(SafetensorsFile::close);
        opened.clear();
    }
}
