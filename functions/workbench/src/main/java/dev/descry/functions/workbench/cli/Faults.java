package dev.descry.functions.workbench.cli;

import java.util.stream.Collectors;

/** Exceptions as one line for a person. */
final class Faults {
    private Faults() {}

    static String line(Throwable fault) {
        String message = fault.getMessage();
        String text = message == null || message.isBlank() ? fault.getClass().getSimpleName() : message;
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(" "));
    }
}
