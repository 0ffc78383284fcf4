package dev.descry.functions.workbench;

import dev.descry.model.KnownModel;
import dev.descry.model.Models;
import java.util.List;
import java.util.Locale;

/** The experts that can be asked for by name. */
public final class ExpertList {
    private final Models models;

    ExpertList(Models models) {
        this.models = models;
    }

    /**
     * One expert.
     *
     * @param state {@code ready}, or what it still needs
     */
    public record Entry(String name, String state) {}

    /** All of them, the bundled one first. */
    public List<Entry> entries() {
        return models.catalog().models().stream()
                .map(model -> new Entry(model.name(), state(model)))
                .toList();
    }

    private String state(KnownModel model) {
        return switch (models.state(model)) {
            case READY -> "ready";
            case BUILDS_ON_FIRST_USE -> "ready (its package is built on first use)";
            case NEEDS_DOWNLOAD -> "needs a download" + size(model) + ": ./descry models pull " + model.name();
        };
    }

    private static String size(KnownModel model) {
        return model.origin() instanceof KnownModel.Repository repository
                ? String.format(Locale.ROOT, " (%.1f GB)", repository.bytes() / 1e9)
                : "";
    }
}
