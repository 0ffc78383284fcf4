package dev.descry.model.hub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a repository's file list says, and which of its files a checkpoint needs. */
final class Listing {
    private static final Set<String> SMALL = Set.of(
            "config.json",
            "generation_config.json",
            "preprocessor_config.json",
            "processor_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "chat_template.json",
            "chat_template.jinja",
            "open_clip_config.json",
            "model.safetensors.index.json",
            "pytorch_model.bin.index.json");

    private static final String CONFIG = "config.json";
    private static final String OPEN_CLIP = "open_clip_config.json";
    private static final String TOKENIZER = "tokenizer.json";

    /** The forms of weights that are read, best first; a repository may hold the same weights in several. */
    private static final List<Pattern> WEIGHTS = List.of(
            Pattern.compile("model(-\\d{5}-of-\\d{5})?\\.safetensors"),
            Pattern.compile("pytorch_model(-\\d{5}-of-\\d{5})?\\.bin"),
            Pattern.compile("open_clip_model\\.safetensors"),
            Pattern.compile("open_clip_pytorch_model\\.bin"));

    private Listing() {}

    /** Adds the files of one page, needed or not; a path that would leave the folder is refused. */
    static void read(JsonNode page, List<HubFile> files) {
        if (!page.isArray()) {
            throw new ModelException("hub listing: expected a list, found " + page.getNodeType());
        }
        for (JsonNode entry : page) {
            if (entry.path("type").asText().equals("file")) {
                JsonNode lfs = entry.path("lfs");
                boolean large = lfs.isObject();
                files.add(new HubFile(
                        entry.path("path").asText(),
                        (large ? lfs : entry).path("size").asLong(-1),
                        large,
                        (large ? lfs : entry).path("oid").asText()));
            }
        }
    }

    /**
     * The files a checkpoint needs, small ones first, so that a wrong repository is noticed early.
     *
     * @throws ModelException when one is not there
     */
    static List<HubFile> needed(String repository, List<HubFile> all) {
        List<HubFile> needed = new ArrayList<>(
                all.stream().filter(file -> SMALL.contains(file.path())).toList());
        List<String> names = needed.stream().map(HubFile::path).toList();
        boolean configured = names.contains(CONFIG) || names.contains(OPEN_CLIP);
        if (!configured || !names.contains(TOKENIZER)) {
            throw new ModelException(
                    "%s: expected the files %s, found %s".formatted(repository, List.of(CONFIG, TOKENIZER), names));
        }
        needed.addAll(weights(repository, all));
        return List.copyOf(needed);
    }

    private static List<HubFile> weights(String repository, List<HubFile> all) {
        for (Pattern form : WEIGHTS) {
            List<HubFile> weights = all.stream()
                    .filter(file -> form.matcher(file.path()).matches())
                    .toList();
            if (!weights.isEmpty()) {
                return weights;
            }
        }
        throw new ModelException(
                "%s: expected weights in model.safetensors, pytorch_model.bin or parts of them, found none"
                        .formatted(repository));
    }
}
