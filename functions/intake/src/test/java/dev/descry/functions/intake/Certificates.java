package dev.descry.functions.intake;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keys and certificates made by the JDK's keytool: a server's, a client's it trusts, and a stranger's. */
public final class Certificates implements QuarkusTestResourceLifecycleManager {
    static final String FOLDER =
            Path.of("target", "certificates").toAbsolutePath().toString();
    static final String PASSWORD = "only-for-tests";
    static final String SERVER = "server.p12";
    static final String CLIENT = "client.p12";
    static final String STRANGER = "stranger.p12";

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createDirectories(Path.of(FOLDER));
            for (String name : List.of(SERVER, CLIENT, STRANGER, "trusted.p12", "client.crt")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            pair(SERVER);
            pair(CLIENT);
            pair(STRANGER);
            keytool("-exportcert", "-alias", "it", "-keystore", CLIENT, "-file", "client.crt");
            keytool("-importcert", "-noprompt", "-alias", "client", "-file", "client.crt", "-keystore", "trusted.p12");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return Map.of(
                "quarkus.http.ssl.certificate.key-store-file",
                FOLDER + "/" + SERVER,
                "quarkus.http.ssl.certificate.key-store-password",
                PASSWORD,
                "quarkus.http.ssl.certificate.trust-store-file",
                FOLDER + "/trusted.p12",
                "quarkus.http.ssl.certificate.trust-store-password",
                PASSWORD,
                "descry.intake.client-certificates",
                "true");
    }

    private static void pair(String store) throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-keystore",
                store);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command)
                .directory(Path.of(FOLDER).toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: expected it to do its work, found: " + said);
        }
    }

    @Override
    public void stop() {
        // Keys of a test are of no use to anybody.
    }
}
