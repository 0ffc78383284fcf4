package dev.descry.langchain4j;

import dev.descry.image.Image;
import dev.descry.image.ImageException;
import dev.langchain4j.exception.InvalidRequestException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;

/** Images of LangChain4j: Base64, {@code data:} URLs and {@code file:} URIs. Nothing is fetched from the network. */
final class Pictures {
    private static final String BASE64 = ";base64,";

    private Pictures() {}

    static Image image(dev.langchain4j.data.image.Image image) {
        try {
            return Image.of(image.base64Data() == null ? bytes(image.url()) : decode(image.base64Data()));
        } catch (ImageException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private static byte[] bytes(URI url) {
        return switch (String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT)) {
            case "file" -> read(url);
            case "data" -> data(url.toString());
            default -> throw Faults.unsupported("an image by the URL scheme " + url.getScheme(), "an ONNX model");
        };
    }

    private static byte[] read(URI file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidRequestException("image: expected a readable file, found %s (%s)".formatted(file, e), e);
        }
    }

    private static byte[] data(String url) {
        int start = url.indexOf(BASE64);
        if (start < 0) {
            throw new InvalidRequestException("image: expected a data URL with Base64, found another form");
        }
        return decode(url.substring(start + BASE64.length()));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("image: expected Base64, found other characters", e);
        }
    }
}
