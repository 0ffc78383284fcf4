package dev.descry.model.packages;

import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes folders in the layout of a package, with files that hold their own name. */
final class FakePackage {
    private static final List<String> GRAPHS = List.of("vision_encoder", "embed_tokens", "decoder_model_merged");

    private FakePackage() {}

    /** A package as others publish it: no manifest. */
    static Path foreign(Path folder, String suffix) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"qwen2_vl\"}");
        Files.writeString(folder.resolve("preprocessor_config.json"), "{}");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        graphs(folder, suffix);
        return folder;
    }

    static void graphs(Path folder, String suffix) throws IOException {
        Files.createDirectories(folder.resolve("onnx"));
        for (String graph : GRAPHS) {
            String name = "onnx/" + graph + suffix + ".onnx";
            Files.writeString(folder.resolve(name), name);
            Files.writeString(folder.resolve(name + "_data"), "weights of " + name);
        }
    }

    /** A package as Descry builds it. */
    static Path built(Path folder, Precisions precisions) throws IOException {
        foreign(folder, precisions.language().suffix());
        manifest(folder, precisions).write(folder);
        return folder;
    }

    static Manifest manifest(Path folder, Precisions precisions) {
        return new Manifest("qwen2_vl", "Qwen/Test", "0123abc", "1", precisions, Manifest.digest(folder, Watch.NONE));
    }
}
