package dev.descry.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The weights of a checkpoint folder, in one file or many, under the newer names. */
final class CheckpointWeights implements Weights {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*\\.safetensors");

    /** Where a weight lies and what it is called there. */
    private record Source(SafetensorsFile file, String name) {}

    private final Path folder;
    private final List<SafetensorsFile> files = new ArrayList<>();
    private final Map<String, Source> sources = new LinkedHashMap<>();

    private CheckpointWeights(Path folder) {
        this.folder = folder;
    }

    /** Maps every file; when one is refused, those opened before are closed again. */
    static CheckpointWeights open(Path folder) {
        CheckpointWeights weights = new CheckpointWeights(folder);
        boolean opened = false;
        try {
            weights.openFiles();
            opened = true;
            return weights;
        } finally {
            if (!opened) {
                weights.close();
            }
        }
    }

    private void openFiles() {
        Path index = folder.resolve(INDEX);
        if (Files.exists(index)) {
            openShards(JsonFields.read(index).object("weight_map"));
        } else if (Files.exists(folder.resolve(SINGLE))) {
            add(SINGLE);
        } else {
            throw new ModelException("%s: expected %s or %s, found neither; other formats of weights are not read"
                    .formatted(folder, SINGLE, INDEX));
        }
    }

    // The index also carries metadata.total_size, which published checkpoints get wrong (tied weights counted twice);
    // each file's own header is checked against its length instead.
    private void openShards(JsonFields weightMap) {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : weightMap.node().properties()) {
            String name = weightMap.text(entry.getKey());
            if (!FILE_NAME.matcher(name).matches()) {
                throw new ModelException("%s: expected names of safetensors files beside it, found %s"
                        .formatted(folder.resolve(INDEX), name));
            }
            names.add(name);
        }
        names.forEach(this::add);
        for (Map.Entry<String, JsonNode> entry : weightMap.node().properties()) {
            if (!sources.containsKey(CheckpointNames.newer(entry.getKey()))) {
                throw new ModelException("%s: expected the weight %s in %s, found none"
                        .formatted(folder, entry.getKey(), entry.getValue().textValue()));
            }
        }
    }

    private void add(String fileName) {
        SafetensorsFile file = SafetensorsFile.open(folder.resolve(fileName));
        files.add(file);
        for (String name : file.names()) {
            Source before = sources.put(CheckpointNames.newer(name), new Source(file, name));
            if (before != null) {
                throw new ModelException("%s: expected the weight %s once, found it as %s and %s"
                        .formatted(folder, CheckpointNames.newer(name), before.name(), name));
            }
        }
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(sources.keySet());
    }

    @Override
    public Weight get(String name) {
        Source source = sources.get(name);
        if (source == null) {
            throw new ModelException("%s: expected the weight %s, found none".formatted(folder, name));
        }
        Weight weight = source.file().get(source.name());
        return new Weight(name, weight.type(), weight.shape(), weight.data());
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }
}
