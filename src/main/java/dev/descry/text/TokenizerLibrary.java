package dev.descry.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Settings of DJL, whose native library encodes text. They are system properties that it reads when it is first used;
 * those a user has set stay.
 */
final class TokenizerLibrary {
    private TokenizerLibrary() {}

    /** Keeps it from asking a server for another native library, and has it unpack its own where Descry unpacks others. */
    static void prepare() throws IOException {
        setIfAbsent("ai.djl.offline", "true");
        if (System.getenv("DJL_CACHE_DIR") == null) {
            Path folder = cacheFolder(System::getenv);
            makeWritable(folder);
            setIfAbsent("DJL_CACHE_DIR", folder.toString());
        }
    }

    // DJL itself would say no more than that the library did not load.
    static void makeWritable(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException(
                    "tokenizer library: expected to unpack it below %s, found %s; make that folder writable, or set DESCRY_HOME"
                            .formatted(folder, e),
                    e);
        }
    }

    /** {@code $DESCRY_HOME}, {@code $XDG_CACHE_HOME/descry} or {@code ~/.cache/descry}, and there {@code djl}. */
    static Path cacheFolder(UnaryOperator<@Nullable String> environment) {
        String home = environment.apply("DESCRY_HOME");
        if (home != null && !home.isBlank()) {
            return Path.of(home, "djl");
        }
        String cache = environment.apply("XDG_CACHE_HOME");
        return cache == null || cache.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "descry", "djl")
                : Path.of(cache, "descry", "djl");
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
