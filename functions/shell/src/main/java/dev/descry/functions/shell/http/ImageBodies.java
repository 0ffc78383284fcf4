package dev.descry.functions.shell.http;

import dev.descry.functions.shell.Settings;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Takes images out of requests, within the limits and from the allowed folder only. */
@ApplicationScoped
public class ImageBodies {
    private final long maxBytes;
    private final Optional<Path> folder;

    ImageBodies(Settings settings) {
        this.maxBytes = settings.images().maxBytes();
        this.folder =
                settings.serve().imageFolder().map(path -> path.toAbsolutePath().normalize());
    }

    NamedImage raw(byte[] body) {
        return new NamedImage("body", image(body));
    }

    NamedImage upload(@Nullable FileUpload upload) {
        if (upload == null) {
            throw new IllegalArgumentException("form: expected a part named image, found none");
        }
        return read(upload.fileName(), upload.uploadedFile());
    }

    NamedImage reference(CaptionRequest.@Nullable Reference reference) {
        if (reference != null && reference.data() != null) {
            return new NamedImage("data", image(base64(reference.data())));
        }
        if (reference != null && reference.file() != null) {
            return read(reference.file(), allowed(reference.file()));
        }
        throw new IllegalArgumentException("JSON: expected image.data (Base64) or image.file, found neither");
    }

    private Path allowed(String file) {
        Path root = folder.orElseThrow(() -> new IllegalArgumentException(
                "image.file: expected a folder that files may come from, found none; set descry.serve.image-folder"));
        try {
            Path wanted = root.resolve(file).toRealPath();
            if (wanted.startsWith(root.toRealPath()) && Files.isRegularFile(wanted)) {
                return wanted;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("image.file: expected a file in the image folder, found no " + file, e);
        }
        throw new IllegalArgumentException("image.file: expected a file in the image folder, found no " + file);
    }

    private NamedImage read(String name, Path file) {
        try {
            long size = Files.size(file);
            if (size > maxBytes) {
                throw tooLarge(size);
            }
            return new NamedImage(name, image(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("image: expected to read " + name + ", found " + e.getMessage(), e);
        }
    }

    private Image image(byte[] bytes) {
        if (bytes.length > maxBytes) {
            throw tooLarge(bytes.length);
        }
        return Image.of(bytes);
    }

    private ImageException tooLarge(long size) {
        return new ImageException(
                ImageException.Kind.TOO_LARGE, "image: expected at most %d bytes, found %d".formatted(maxBytes, size));
    }

    private static byte[] base64(String data) {
        String digits = data.startsWith("data:") ? data.substring(data.indexOf(',') + 1) : data;
        try {
            return Base64.getMimeDecoder().decode(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("image.data: expected Base64, found " + e.getMessage(), e);
        }
    }
}
