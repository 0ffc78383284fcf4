package dev.descry.model.packages;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A package in the model folder.
 *
 * @param name what to call it by, for example {@code qwen2-vl:2b@int8+int4}
 * @param bytes size on disk
 * @param problem why it cannot be used; empty when it can
 */
public record Installed(String name, Path folder, long bytes, Optional<String> problem) {

    /** The name without its precision. */
    public String model() {
        return name.substring(0, name.lastIndexOf('@'));
    }
}
