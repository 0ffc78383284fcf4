package dev.descry.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * WebDataset shards: {@code .tar} files in which the files of one sample follow each other and share their name up to its first
 * dot. The first image of a sample is described; the members of its {@code .json} and its texts ({@code txt}, {@code caption},
 * {@code cls}) are fields, and so is {@code key}. An image is read from its place in the shard when its turn comes.
 */
public final class Shards implements Dataset {
    private final List<Path> shards;
    private final Path base;

    private Shards(List<Path> shards, Path base) {
        this.shards = shards;
        this.base = base;
    }

    /**
     * Takes shards in order.
     *
     * @throws IllegalArgumentException when there is none, or one is not there or compressed
     */
    public static Shards of(List<Path> shards) {
        for (Path shard : shards) {
            if (!shard.toString().endsWith(".tar") || !Files.isRegularFile(shard)) {
                throw new IllegalArgumentException(
                        "webdataset: expected .tar files that are not compressed, found " + shard);
            }
        }
        Path base = shards.stream()
                .map(shard -> shard.toAbsolutePath().normalize().resolveSibling(""))
                .reduce(ImageFiles::common)
                .orElseThrow(() -> new IllegalArgumentException("webdataset: expected shards, found none"));
        return new Shards(List.copyOf(shards), base);
    }

    @Override
    public Path base() {
        return base;
    }

    /** Of the first sample. */
    @Override
    public Set<String> fields() {
        Iterator<ImageFile> first = iterator();
        return first.hasNext() ? first.next().fields().keySet() : Set.of();
    }

    @Override
    public Iterator<ImageFile> iterator() {
        return new Joined<>(shards, shard -> Reading.of(shard, () -> new ShardSamples(base, shard)));
    }
}
