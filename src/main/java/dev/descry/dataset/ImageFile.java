package dev.descry.dataset;

import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An image to be described, as it was found: nothing says yet that it is there or an image.
 *
 * @param path as the user would write it
 * @param relative the same below the folder that holds everything the user named; mirrored in an output folder
 */
public record ImageFile(Path path, Path relative) {
    /** How people and reports call the image. */
    public String name() {
        return path.toString();
    }

    /**
     * Reads the file whole.
     *
     * @throws ImageException when it is missing, unreadable, empty, longer than the limit or no image
     */
    public Image read(DecodeLimits limits) {
        if (Files.isDirectory(path)) {
            throw unreadable("image: expected a file, found a folder that cannot be listed; check permissions");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw unreadable("image: expected a regular file, found a device, pipe or socket");
        }
        try (InputStream in = Files.newInputStream(path)) {
            long size = Files.size(path);
            if (size > limits.maxBytes()) {
                throw new ImageException(
                        ImageException.Kind.TOO_LARGE,
                        "image: expected at most %d bytes, found %d".formatted(limits.maxBytes(), size));
            }
            return Image.of(in.readAllBytes());
        } catch (NoSuchFileException e) {
            throw unreadable("image: expected a file, found none; check the path");
        } catch (AccessDeniedException e) {
            throw unreadable("image: expected a readable file, found permission denied");
        } catch (IOException e) {
            throw new ImageException(
                    ImageException.Kind.UNREADABLE, "image: expected a readable file, found " + e.getMessage(), e);
        }
    }

    private static ImageException unreadable(String message) {
        return new ImageException(ImageException.Kind.UNREADABLE, message);
    }
}
