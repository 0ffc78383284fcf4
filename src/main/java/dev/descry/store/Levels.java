package dev.descry.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Walks a store folder by folder while the keys are read. The name of a folder ends in {@code /}, so names in their order
 * give keys in theirs.
 */
final class Levels implements Iterator<String> {
    /** One look into a store. */
    interface Look {
        /**
         * The names that begin with the prefix and have no {@code /} behind it except as their end; from the root on, in
         * any order. A name that ends in {@code /} is a folder.
         */
        Stream<String> names(String prefix);
    }

    private final Look look;
    private final Deque<Iterator<String>> open = new ArrayDeque<>();
    private String next = "";

    private Levels(Look look, String prefix) {
        this.look = look;
        enter(prefix);
    }

    /** The keys that begin with the prefix, in order. */
    static Stream<String> keys(Look look, String prefix) {
        int kind = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(
                () -> Spliterators.spliteratorUnknownSize(new Levels(look, prefix), kind), kind, false);
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty() && !open.isEmpty()) {
            Iterator<String> names = open.element();
            if (names.hasNext()) {
                take(names.next());
            } else {
                open.remove();
            }
        }
        return !next.isEmpty();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String key = next;
        next = "";
        return key;
    }

    private void take(String name) {
        if (name.endsWith("/")) {
            enter(name);
        } else {
            next = name;
        }
    }

    /** Stores mark a folder that was made by hand with an object of its own name: that one is no key. */
    private void enter(String prefix) {
        List<String> names = look.names(prefix)
                .filter(name -> !(name.equals(prefix) && name.endsWith("/")))
                .sorted()
                .toList();
        open.push(names.iterator());
    }
}
