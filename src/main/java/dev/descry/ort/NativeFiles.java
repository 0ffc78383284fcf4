package dev.descry.ort;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * Finds ONNX Runtime's shared library: in the folder that was configured, else in a cache folder, where it is unpacked from
 * the class path once per version. Each file appears there whole by renaming, so processes that start together do no harm.
 */
final class NativeFiles {
    /** System property: a folder with the natives. */
    static final String PATH_PROPERTY = "descry.ort.path";
    /** Environment variable: the same, with less weight. */
    static final String PATH_VARIABLE = "DESCRY_ORT_PATH";

    private final Platform platform;
    private final UnaryOperator<@Nullable String> environment;

    NativeFiles(Platform platform, UnaryOperator<@Nullable String> environment) {
        this.platform = platform;
        this.environment = environment;
    }

    /** The library to load. */
    Path library() {
        String folder = System.getProperty(PATH_PROPERTY, environment.apply(PATH_VARIABLE));
        return folder == null || folder.isBlank() ? unpacked(cacheFolder()) : inFolder(Path.of(folder));
    }

    /** The library in a folder given by the user. */
    Path inFolder(Path folder) {
        for (String name : platform.libraryNames()) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw new OrtException(
                "onnxruntime library: expected " + platform.libraryNames().getFirst() + " in " + folder
                        + ", found none; correct -D" + PATH_PROPERTY + " or " + PATH_VARIABLE);
    }

    /** Where natives are unpacked: {@code $DESCRY_HOME}, {@code $XDG_CACHE_HOME/descry} or {@code ~/.cache/descry}. */
    Path cacheFolder() {
        String home = environment.apply("DESCRY_HOME");
        if (home != null && !home.isBlank()) {
            return Path.of(home, "onnxruntime");
        }
        String cache = environment.apply("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("descry").resolve("onnxruntime");
    }

    /** The library below that folder, unpacked from the class path where missing or of another size. */
    Path unpacked(Path cache) {
        String name = platform.libraryNames().getFirst();
        URL resource = resource(name);
        if (resource == null) {
            throw new OrtException("onnxruntime library: expected the resource " + path(name)
                    + " on the class path, found none; add com.microsoft.onnxruntime:onnxruntime or set -D"
                    + PATH_PROPERTY);
        }
        try {
            Path folder = cache.resolve(version(resource) + "-" + platform.folder() + (withGpu() ? "-gpu" : ""));
            Files.createDirectories(folder);
            for (String provider : platform.providerNames()) {
                unpack(resource(provider), folder.resolve(provider));
            }
            unpack(resource, folder.resolve(name));
            return folder.resolve(name);
        } catch (IOException e) {
            throw new OrtException(
                    "onnxruntime library: expected to unpack it below " + cache + ", found " + e
                            + "; make that folder writable, or set DESCRY_HOME or -D" + PATH_PROPERTY,
                    e);
        }
    }

    private boolean withGpu() {
        return platform.providerNames().stream().anyMatch(name -> name.contains("cuda") && resource(name) != null);
    }

    private static void unpack(@Nullable URL resource, Path target) throws IOException {
        if (resource == null) {
            return;
        }
        URLConnection connection = resource.openConnection();
        long size = connection.getContentLengthLong();
        if (Files.isRegularFile(target) && (size < 0 || Files.size(target) == size)) {
            return;
        }
        Path part = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".part");
        try (InputStream in = connection.getInputStream()) {
            long copied = Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            if (size >= 0 && copied != size) {
                throw new IOException(resource + ": expected " + size + " bytes, found " + copied);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private @Nullable URL resource(String name) {
        return NativeFiles.class.getClassLoader().getResource(path(name));
    }

    private String path(String name) {
        return "ai/onnxruntime/native/" + platform.folder() + "/" + name;
    }

    /** The version that the jar of the resource gives in its manifest, or a name made from the size of the library. */
    private static String version(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        if (connection instanceof JarURLConnection jar && jar.getManifest() != null) {
            String version = jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
            if (version != null) {
                return version;
            }
        }
        return "build-" + Long.toHexString(connection.getContentLengthLong());
    }
}
