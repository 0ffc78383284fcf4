package dev.descry.functions.shell;

import dev.descry.chain.Chain;
import dev.descry.chain.Step;
import dev.descry.expert.Expert;
import java.util.List;
import java.util.stream.Collectors;

/** The experts that can be asked for by name, from every source. */
public final class ExpertList {
    private final List<ExpertSource> sources;

    ExpertList(List<ExpertSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * One expert.
     *
     * @param state {@code ready}, or what it still needs
     */
    public record Entry(String name, String state) {}

    /** All of them, the bundled ones first. */
    public List<Entry> entries() {
        return sources.stream().flatMap(source -> source.entries().stream()).toList();
    }

    /**
     * Makes sure that a name means an expert, without opening it.
     *
     * @throws IllegalArgumentException listing the experts that exist
     */
    public void require(String name) {
        source(name).require(name);
    }

    /** Whether an expert that exists is a model in this machine's memory. */
    public boolean local(String name) {
        return source(name).local(name);
    }

    /**
     * Refuses a chain that would send images to somebody else's server.
     *
     * @throws IllegalArgumentException naming the expert that would
     */
    public void requireImagesStay(Chain chain) {
        chain.steps().stream()
                .map(Step::expert)
                .filter(name -> !source(name).keepsImagesHere(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "images: expected experts on this machine or in the own cluster, as --local-only or the dataset's"
                                    + " terms ask for that, found " + name
                                    + "; take another, or --allow-remote where the terms let you");
                });
    }

    /** Opens an expert; throws as {@link ExpertSource#open} does, and as {@link #require} for an unknown name. */
    Expert open(String name) {
        return source(name).open(name);
    }

    private ExpertSource source(String name) {
        return sources.stream()
                .filter(source -> source.knows(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expert: expected one of %s, or the folder of a package or checkpoint, found %s"
                                .formatted(
                                        entries().stream().map(Entry::name).collect(Collectors.joining(", ")), name)));
    }
}
