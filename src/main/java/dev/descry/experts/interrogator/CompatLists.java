package dev.descry.experts.interrogator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The six lists of clip-interrogator 0.6.0, from a folder with its five files. */
final class CompatLists {
    static final String ARTISTS = "artists";
    static final String FLAVORS = "flavors";
    static final String MEDIUMS = "mediums";
    static final String MOVEMENTS = "movements";
    static final String TRENDINGS = "trendings";
    static final String NEGATIVE = "negative";

    private static final List<String> SITES = List.of(
            "Artstation",
            "behance",
            "cg society",
            "cgsociety",
            "deviantart",
            "dribbble",
            "flickr",
            "instagram",
            "pexels",
            "pinterest",
            "pixabay",
            "pixiv",
            "polycount",
            "reddit",
            "shutterstock",
            "tumblr",
            "unsplash",
            "zbrush central");

    private CompatLists() {}

    /**
     * The lists in the original's order.
     *
     * @throws IOException when a file is missing
     */
    static List<TermList> read(Path folder) throws IOException {
        return List.of(
                new TermList(ARTISTS, credits(lines(folder, ARTISTS))),
                new TermList(FLAVORS, lines(folder, FLAVORS)),
                new TermList(MEDIUMS, lines(folder, MEDIUMS)),
                new TermList(MOVEMENTS, lines(folder, MOVEMENTS)),
                new TermList(TRENDINGS, trendings()),
                new TermList(NEGATIVE, lines(folder, NEGATIVE)));
    }

    /** Every line as it stands, blank and repeated ones too: they take part in the original's ranking. */
    private static List<String> lines(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + ".txt");
        try {
            return TermList.decoded(Files.readAllBytes(file))
                    .lines()
                    .map(String::strip)
                    .toList();
        } catch (IOException e) {
            throw new IOException(file + ": expected a list of clip-interrogator, found none that can be read", e);
        }
    }

    private static List<String> credits(List<String> artists) {
        List<String> terms = new ArrayList<>();
        artists.forEach(artist -> terms.add("by " + artist));
        artists.forEach(artist -> terms.add("inspired by " + artist));
        return terms;
    }

    private static List<String> trendings() {
        List<String> terms = new ArrayList<>(SITES);
        SITES.forEach(site -> terms.add("trending on " + site));
        SITES.forEach(site -> terms.add("featured on " + site));
        SITES.forEach(site -> terms.add(site + " contest winner"));
        return terms;
    }
}
