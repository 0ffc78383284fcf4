package dev.descry.model.packages;

import dev.descry.model.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A process that begins a publication and never ends it; {@link PublicationTest} kills it. */
final class PublicationVictim {
    private PublicationVictim() {}

    public static void main(String[] arguments) {
        new Publication(Path.of(arguments[0]), Path.of(arguments[1])).publish(() -> false, Watch.NONE, building -> {
            try {
                Files.writeString(building.resolve("content"), "half");
                System.out.write("filling\n".getBytes(StandardCharsets.UTF_8));
                System.out.flush();
                while (true) {
                    LockSupport.park();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
