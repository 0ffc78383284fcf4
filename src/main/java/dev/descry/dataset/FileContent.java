package dev.descry.dataset;

import dev.descry.image.ImageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A file of its own. */
record FileContent(Path path) implements Content {
    static final String SCHEME = "file:";

    @Override
    public String address() {
        return SCHEME + path;
    }

    @Override
    public boolean there() {
        return !Files.notExists(path);
    }

    @Override
    public byte[] read(long mostBytes) {
        try {
            BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
            if (facts.isDirectory()) {
                throw unreadable("image: expected a file, found a folder that cannot be listed; check permissions");
            }
            if (!facts.isRegularFile()) {
                throw unreadable("image: expected a regular file, found a device, pipe or socket");
            }
            Content.requireLength(facts.size(), mostBytes);
            return Files.readAllBytes(path);
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
