package dev.descry.dataset;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** The images of several lists, one list after the other, each opened when its turn comes. */
final class Joined<T> implements Iterator<ImageFile> {
    private final Iterator<T> lists;
    private final Function<T, Iterator<ImageFile>> opener;
    private Iterator<ImageFile> open = List.<ImageFile>of().iterator();

    Joined(List<T> lists, Function<T, Iterator<ImageFile>> opener) {
        this.lists = lists.iterator();
        this.opener = opener;
    }

    @Override
    public boolean hasNext() {
        while (!open.hasNext() && lists.hasNext()) {
            open = opener.apply(lists.next());
        }
        return open.hasNext();
    }

    @Override
    public ImageFile next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return open.next();
    }
}
