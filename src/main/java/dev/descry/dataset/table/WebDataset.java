package dev.descry.dataset.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.dataset.Content;
import dev.descry.dataset.Dataset;
import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import dev.descry.image.MediaType;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes shards {@code captions-000000.tar}: for each described image {@code 000000000.jpg}, its caption in {@code .txt} and its
 * record in {@code .json}. A shard has its name only when it is whole.
 */
final class WebDataset implements Closeable {
    private static final long SHARD_BYTES = 1L << 30;
    private static final int SHARD_SAMPLES = 10_000;

    private final Path folder;
    private final Dataset images;
    private @Nullable TarArchiveOutputStream tar;
    private int shard;
    private long samples;

    WebDataset(Path folder, Dataset images) {
        this.folder = folder;
        this.images = images;
    }

    /** Adds an image with its caption; one that is gone meanwhile is left out. */
    void add(ObjectNode record, String caption) throws IOException {
        byte[] image;
        try {
            Content content = images.content(
                    record.path("address").asText("file:" + record.path("image").asText()));
            image = content.read(DecodeLimits.DEFAULT.maxBytes());
        } catch (ImageException e) {
            return;
        }
        TarArchiveOutputStream out = open(image.length);
        String key = String.format(Locale.ROOT, "%09d.", samples++);
        String suffix = MediaType.sniff(image)
                .map(type -> type == MediaType.JPEG ? "jpg" : type.name().toLowerCase(Locale.ROOT))
                .orElse("bin");
        member(out, key + suffix, image);
        member(out, key + "txt", caption.getBytes(StandardCharsets.UTF_8));
        member(out, key + "json", record.toString().getBytes(StandardCharsets.UTF_8));
    }

    private TarArchiveOutputStream open(int more) throws IOException {
        TarArchiveOutputStream out = tar;
        if (out != null && (samples % SHARD_SAMPLES == 0 || out.getBytesWritten() + more > SHARD_BYTES)) {
            end();
            out = null;
        }
        if (out == null) {
            out = new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished())), "UTF-8");
            tar = out;
        }
        return out;
    }

    private static void member(TarArchiveOutputStream out, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        entry.setModTime(0);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    private Path unfinished() {
        return folder.resolve(".captions.tar.descry");
    }

    /** Ends the last shard and removes those of an earlier, longer run. */
    void finish() throws IOException {
        end();
        while (Files.deleteIfExists(shard())) {
            shard++;
        }
    }

    private void end() throws IOException {
        TarArchiveOutputStream out = tar;
        if (out != null) {
            tar = null;
            out.close();
            Whole.name(unfinished(), shard());
            shard++;
        }
    }

    private Path shard() {
        return folder.resolve(String.format(Locale.ROOT, "captions-%06d.tar", shard));
    }

    /** Lets go of a shard that was not finished; it has no name. */
    @Override
    public void close() throws IOException {
        TarArchiveOutputStream out = tar;
        if (out != null) {
            out.close();
        }
    }
}
