package dev.descry.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One path a line; blank lines and those that begin with {@code #} are passed over. */
final class ListedPaths implements Reading.Source {
    private final Path base;
    private final BufferedReader lines;

    ListedPaths(Path base, Path file) throws IOException {
        this.base = base;
        lines = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable ImageFile next() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String path = line.replace("\ufeff", "").strip();
            if (!path.isEmpty() && !path.startsWith("#")) {
                return Rows.image(base, path, Map.of());
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
