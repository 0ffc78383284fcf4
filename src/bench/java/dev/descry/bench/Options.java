package dev.descry.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Arguments of the form {@code name=value}. */
record Options(Map<String, String> values) {
    static Options of(String[] args) {
        Map<String, String> values = new TreeMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("argument: expected name=value, found " + arg);
            }
            values.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        return new Options(values);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    double decimal(String name, double otherwise) {
        return Double.parseDouble(text(name, Double.toString(otherwise)));
    }

    Path path(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("arguments: expected " + name + "=PATH among them, found " + values);
        }
        return Path.of(value);
    }

    /** Values separated by commas. */
    String[] list(String name, String otherwise) {
        return Arrays.stream(text(name, otherwise).split(","))
                .map(String::strip)
                .toArray(String[]::new);
    }
}
