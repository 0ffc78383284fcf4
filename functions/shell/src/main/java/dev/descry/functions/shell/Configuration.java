package dev.descry.functions.shell;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@link Settings} for the command line, which runs without the Quarkus container; {@code serve} reads the same
 * sources through it. The user's file is the one {@code DESCRY_CONFIG} names, or {@code descry/descry.properties} in
 * the configuration folder ({@code XDG_CONFIG_HOME}, else {@code ~/.config}).
 */
public final class Configuration {
    private static final int USER_FILE = 260; // above application.properties (250), below the environment (300)

    private static final int COMMAND_LINE = 500; // above system properties (400)

    private static final int DURATIONS = 200; // as strong as where Quarkus registers it

    private Configuration() {}

    /** Every source there is, the stronger first: system properties, environment, the user's file, our defaults. */
    public static Settings read() {
        return read(Map.of());
    }

    /** The same below settings that the command line names. */
    static Settings read(Map<String, String> wished) {
        try {
            URL defaults = Configuration.class.getResource("/application.properties");
            SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                    .addSystemSources()
                    .withSources(new PropertiesConfigSource(defaults, 250))
                    .withSources(new PropertiesConfigSource(wished, "command line", COMMAND_LINE))
                    .withConverter(Duration.class, DURATIONS, new DurationConverter())
                    .withMapping(Settings.class);
            Optional<Path> file = userFile();
            if (file.isPresent()) {
                builder.withSources(
                        new PropertiesConfigSource(file.get().toUri().toURL(), USER_FILE));
            }
            SmallRyeConfig config = builder.build();
            return config.getConfigMapping(Settings.class);
        } catch (IOException e) {
            throw new UncheckedIOException("settings: expected a readable properties file, found " + e, e);
        }
    }

    /** The user's file, where there is one. */
    public static Optional<Path> userFile() {
        String named = System.getenv("DESCRY_CONFIG");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        String folder = System.getenv("XDG_CONFIG_HOME");
        Path home = folder != null ? Path.of(folder) : Path.of(System.getProperty("user.home"), ".config");
        return Optional.of(home.resolve("descry").resolve("descry.properties")).filter(Files::isRegularFile);
    }
}
