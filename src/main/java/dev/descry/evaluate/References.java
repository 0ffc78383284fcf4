package dev.descry.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people wrote about images. An image is found by its whole name, else by its file name, with or without suffix. */
public final class References {
    private final Map<String, List<String>> byName = new HashMap<>();

    References() {}

    /** What people wrote about an image; empty where they did not. */
    public List<String> of(String image) {
        for (String name : names(image)) {
            List<String> found = byName.get(name);
            if (found != null) {
                return List.copyOf(found);
            }
        }
        return List.of();
    }

    void add(JsonNode row) {
        JsonNode image = row.hasNonNull("image") ? row.get("image") : row.path("image_id");
        List<String> texts = new ArrayList<>();
        row.path("references").forEach(text -> texts.add(text.asText()));
        if (row.path("caption").isTextual()) {
            texts.add(row.get("caption").asText());
        }
        if (!image.isValueNode() || image.asText().isBlank() || texts.isEmpty()) {
            throw new IllegalArgumentException(
                    "references: expected image and caption or references, found %.80s".formatted(row));
        }
        texts.forEach(text -> add(image.asText(), text));
    }

    void addCoco(JsonNode coco) {
        Map<String, String> files = new HashMap<>();
        coco.path("images")
                .forEach(image -> files.put(
                        image.path("id").asText(), image.path("file_name").asText()));
        for (JsonNode annotation : coco.path("annotations")) {
            String id = annotation.path("image_id").asText();
            String text = annotation.path("caption").asText();
            byName.computeIfAbsent(id, name -> new ArrayList<>()).add(text);
            if (files.containsKey(id)) {
                add(files.get(id), text);
            }
        }
    }

    private void add(String image, String text) {
        names(image).forEach(name -> byName.computeIfAbsent(name, n -> new ArrayList<>())
                .add(text));
    }

    private static List<String> names(String image) {
        String file = image.substring(image.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return List.of(image, file, dot > 0 ? file.substring(0, dot) : file).stream()
                .distinct()
                .toList();
    }
}
