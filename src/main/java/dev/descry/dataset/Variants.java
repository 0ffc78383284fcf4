package dev.descry.dataset;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dataset whose every image is described several times in a row.
 *
 * @param images each of them once
 * @param captions wanted of each, 1 or more
 */
public record Variants(Dataset images, int captions) implements Dataset {
    public Variants {
        if (captions < 1) {
            throw new IllegalArgumentException("captions of an image: expected 1 or more, found " + captions);
        }
    }

    @Override
    public Path base() {
        return images.base();
    }

    @Override
    public Set<String> fields() {
        return images.fields();
    }

    @Override
    public Content content(String address) {
        return images.content(address);
    }

    @Override
    public boolean localOnly() {
        return images.localOnly();
    }

    @Override
    public Iterator<ImageFile> iterator() {
        return new Repeating(images.iterator());
    }

    private final class Repeating implements Iterator<ImageFile> {
        private final Iterator<ImageFile> once;
        private @Nullable ImageFile last;
        private int given = captions;

        Repeating(Iterator<ImageFile> once) {
            this.once = once;
        }

        @Override
        public boolean hasNext() {
            return given < captions || once.hasNext();
        }

        @Override
        public ImageFile next() {
            if (given == captions) {
                last = once.next();
                given = 0;
            }
            ImageFile image = last;
            if (image == null) {
                throw new NoSuchElementException();
            }
            return image.again(++given);
        }
    }
}
