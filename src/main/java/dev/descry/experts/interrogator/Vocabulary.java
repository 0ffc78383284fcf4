package dev.descry.experts.interrogator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lists an interrogation draws from, in order. A list named {@code negative} holds what a good image lacks and
 * serves the negative mode alone.
 */
public final class Vocabulary {
    /** The list of terms for what a picture should not have. */
    static final String NEGATIVE = "negative";

    private static final List<String> BUNDLED = List.of(
            "mediums",
            "movements",
            "lighting",
            "composition",
            "scene",
            "weather",
            "damage",
            "shapes",
            "quality",
            NEGATIVE);

    private final Map<String, TermList> lists;

    private Vocabulary(Map<String, TermList> lists) {
        this.lists = lists;
    }

    /** These lists; of two with the same name the later one holds. */
    public static Vocabulary of(Collection<TermList> lists) {
        Map<String, TermList> byName = new LinkedHashMap<>();
        lists.forEach(list -> byName.put(list.name(), list));
        return new Vocabulary(byName);
    }

    /** The lists that come with Descry. */
    public static Vocabulary bundled() {
        return of(BUNDLED.stream().map(Vocabulary::bundledList).toList());
    }

    /**
     * Every {@code .txt} file of a folder as a list, in the order of their names.
     *
     * @throws IOException when the folder or one of its files cannot be read, or there is none
     */
    public static Vocabulary folder(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".txt") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IOException(folder + ": expected a folder of term lists, found none that can be read", e);
        }
        if (files.isEmpty()) {
            throw new IOException(folder + ": expected term lists NAME.txt with one term a line, found none");
        }
        List<TermList> lists = new ArrayList<>();
        for (Path file : files) {
            lists.add(TermList.read(file));
        }
        return of(lists);
    }

    /** These lists and the other's; where both have one of the same name the other's holds. */
    public Vocabulary with(Vocabulary other) {
        return of(Stream.concat(lists.values().stream(), other.lists.values().stream())
                .toList());
    }

    /**
     * Only the named lists, in this order of names.
     *
     * @throws IllegalArgumentException naming the lists there are, when one is unknown
     */
    public Vocabulary only(Collection<String> names) {
        names.forEach(this::require);
        return of(names.stream().map(this::get).toList());
    }

    /**
     * All but the named lists.
     *
     * @throws IllegalArgumentException naming the lists there are, when one is unknown
     */
    public Vocabulary without(Collection<String> names) {
        names.forEach(this::require);
        return of(lists.values().stream()
                .filter(list -> !names.contains(list.name()))
                .toList());
    }

    /** No list of artists, and no term of another list that names one. */
    public Vocabulary withoutArtists() {
        Predicate<String> names =
                ArtistNames.of(list(ArtistNames.LIST).map(TermList::terms).orElse(List.of()));
        return of(lists.values().stream()
                .filter(list -> !list.name().equals(ArtistNames.LIST))
                .map(list -> new TermList(
                        list.name(),
                        list.terms().stream().filter(names.negate()).toList(),
                        list.notices()))
                .filter(list -> !list.terms().isEmpty())
                .toList());
    }

    /** Names, in order. */
    public Set<String> names() {
        return lists.keySet();
    }

    /** The list of that name, where there is one. */
    public Optional<TermList> list(String name) {
        return Optional.ofNullable(lists.get(name));
    }

    /** What is not as it should be in the lists' files, one clear line each. */
    public List<String> notices() {
        return lists.values().stream().flatMap(list -> list.notices().stream()).toList();
    }

    private TermList get(String name) {
        return list(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "term list: expected one of %s, found %s".formatted(String.join(", ", lists.keySet()), name)));
    }

    private void require(String name) {
        get(name);
    }

    private static TermList bundledList(String name) {
        String resource = "/terms/" + name + ".txt";
        try (InputStream in = Vocabulary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + ": expected among Descry's resources, found none");
            }
            return TermList.parse(name, resource, TermList.decoded(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return lists.values().stream()
                .map(list -> list.name() + " (" + list.terms().size() + ")")
                .collect(Collectors.joining(", "));
    }
}
