package dev.descry.dataset;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;

/** What a file system's refusal means, in a few words. */
final class Faults {
    private Faults() {}

    static String reason(IOException fault) {
        return switch (fault) {
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException taken -> "a file of that name";
            case FileSystemException named when named.getReason() != null -> named.getReason();
            default -> fault.getMessage() == null ? fault.toString() : fault.getMessage();
        };
    }
}
