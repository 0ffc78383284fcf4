package dev.descry.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.model.weights.SafetensorsFile;
import dev.descry.model.weights.TorchFile;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The weights of a checkpoint folder, in one file or many, under the names that {@code naming} gives them. */
final class CheckpointWeights implements Weights {
    /** What Hugging Face's library writes: a file or a list of files, those without code in them first. */
    static final List<String> HUGGING_FACE = List.of(
            "model.safetensors.index.json", "model.safetensors", "pytorch_model.bin.index.json", "pytorch_model.bin");

    /** What open_clip writes. */
    static final List<String> OPEN_CLIP = List.of("open_clip_model.safetensors", "open_clip_pytorch_model.bin");

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final String INDEX = ".index.json";

    /** Where a weight lies and what it is called there. */
    private record Source(Weights file, String name) {}

    private final Path folder;
    private final UnaryOperator<String> naming;
    private final List<Weights> files = new ArrayList<>();
    private final Map<String, Source> sources = new LinkedHashMap<>();

    private CheckpointWeights(Path folder, UnaryOperator<String> naming) {
        this.folder = folder;
        this.naming = naming;
    }

    /** The first of the files that the folder has. */
    static Optional<String> in(Path folder, List<String> files) {
        return files.stream()
                .filter(file -> Files.isRegularFile(folder.resolve(file)))
                .findFirst();
    }

    /** Maps every file; when one is refused, those opened before are closed again. */
    static CheckpointWeights open(Path folder, List<String> files, UnaryOperator<String> naming) {
        CheckpointWeights weights = new CheckpointWeights(folder, naming);
        boolean opened = false;
        try {
            weights.openFiles(files);
            opened = true;
            return weights;
        } finally {
            if (!opened) {
                weights.close();
            }
        }
    }

    private void openFiles(List<String> files) {
        String file = in(folder, files)
                .orElseThrow(() -> new ModelException("%s: expected weights in one of %s, found none; other formats"
                                .formatted(folder, String.join(", ", files))
                        + " of weights are not read"));
        if (file.endsWith(INDEX)) {
            openShards(file, JsonFields.read(folder.resolve(file)).object("weight_map"));
        } else {
            add(file);
        }
    }

    // The index also carries metadata.total_size, which published checkpoints get wrong (tied weights counted twice);
    // each file's own header is checked against its length instead.
    private void openShards(String index, JsonFields weightMap) {
        String form = index.substring(index.indexOf('.'), index.length() - INDEX.length());
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : weightMap.node().properties()) {
            String name = weightMap.text(entry.getKey());
            if (!name.endsWith(form) || !FILE_NAME.matcher(name).matches()) {
                throw new ModelException("%s: expected names of %s files beside it, found %s"
                        .formatted(folder.resolve(index), form.substring(1), name));
            }
            names.add(name);
        }
        names.forEach(this::add);
        for (Map.Entry<String, JsonNode> entry : weightMap.node().properties()) {
            if (!sources.containsKey(naming.apply(entry.getKey()))) {
                throw new ModelException("%s: expected the weight %s in %s, found none"
                        .formatted(folder, entry.getKey(), entry.getValue().textValue()));
            }
        }
    }

    private void add(String fileName) {
        Path path = folder.resolve(fileName);
        Weights file = fileName.endsWith(".bin") ? TorchFile.open(path) : SafetensorsFile.open(path);
        files.add(file);
        for (String name : file.names()) {
            Source before = sources.put(naming.apply(name), new Source(file, name));
            if (before != null) {
                throw new ModelException("%s: expected the weight %s once, found it as %s and %s"
                        .formatted(folder, naming.apply(name), before.name(), name));
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
        files.forEach(Weights::close);
    }
}
