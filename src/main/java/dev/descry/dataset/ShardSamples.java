package dev.descry.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** The samples of one open shard that have an image. */
final class ShardSamples implements Reading.Source {
    private static final Set<String> TEXTS = Set.of("txt", "caption", "cls");
    /** More is no text for a prompt. */
    private static final long MOST_TEXT = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path base;
    private final Path shard;
    private final TarArchiveInputStream tar;
    private @Nullable TarArchiveEntry ahead;

    ShardSamples(Path base, Path shard) throws IOException {
        this.base = base;
        this.shard = shard;
        // UTF-8 whatever the machine's own: names decide what belongs together.
        tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(shard)), "UTF-8");
        ahead = file();
    }

    @Override
    public @Nullable ImageFile next() throws IOException {
        while (ahead != null) {
            ImageFile image = sample(key(ahead.getName()));
            if (image != null) {
                return image;
            }
        }
        return null;
    }

    private @Nullable ImageFile sample(String key) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", key);
        TarContent image = null;
        String name = key;
        for (TarArchiveEntry entry = ahead;
                entry != null && key(entry.getName()).equals(key);
                entry = ahead) {
            String suffix = suffix(entry.getName());
            if (image == null && Source.SUFFIXES.contains(suffix.substring(suffix.lastIndexOf('.') + 1))) {
                image = new TarContent(shard, tar.getBytesRead(), entry.getSize());
                name = entry.getName();
            } else if (entry.getSize() <= MOST_TEXT && (TEXTS.contains(suffix) || suffix.equals("json"))) {
                read(suffix, fields);
            }
            ahead = file();
        }
        Path path = shard.resolve(name);
        return image == null ? null : new ImageFile(path, Rows.relative(base, path), fields, image);
    }

    private void read(String suffix, Map<String, String> fields) throws IOException {
        String text = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
        if (!suffix.equals("json")) {
            fields.put(suffix, text.strip());
            return;
        }
        try {
            JsonRows.fields(JSON.readTree(text)).forEach(fields::putIfAbsent);
        } catch (JsonProcessingException e) {
            // The image can be described without it; a prompt that needs a member says that it is missing.
            fields.put("json", text.strip());
        }
    }

    private @Nullable TarArchiveEntry file() throws IOException {
        TarArchiveEntry entry = tar.getNextEntry();
        while (entry != null && !entry.isFile()) {
            entry = tar.getNextEntry();
        }
        return entry;
    }

    private static int dot(String name) {
        int dot = name.indexOf('.', name.lastIndexOf('/') + 2);
        return dot < 0 ? name.length() : dot;
    }

    private static String key(String name) {
        return name.substring(0, dot(name));
    }

    private static String suffix(String name) {
        int dot = dot(name);
        return dot == name.length() ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
