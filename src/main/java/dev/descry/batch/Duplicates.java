package dev.descry.batch;

import dev.descry.dataset.ImageFile;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Fingerprint;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.image.ImageException;
import java.util.Optional;

/** Notices images that came before in the batch, by their bytes and by their looks. Safe for use by several threads. */
final class Duplicates {
    private final NearDuplicates rule;
    private final Tally tally;
    private final Likeness likeness = new Likeness();
    private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.DEFAULT);

    Duplicates(NearDuplicates rule, Tally tally) {
        this.rule = rule;
        this.tally = tally;
    }

    /** True when the image is not to be described. */
    boolean skip(ImageFile file, Image image) {
        if (file.variant() > 1) {
            return false;
        }
        if (likeness.identical(image)) {
            tally.identical();
            return false;
        }
        if (rule == NearDuplicates.IGNORE) {
            return false;
        }
        Optional<String> earlier = fingerprint(image).flatMap(found -> likeness.alike(file.name(), found));
        earlier.ifPresent(other -> tally.nearDuplicate(file, other));
        return rule == NearDuplicates.ONCE && earlier.isPresent();
    }

    /** An image that cannot be decoded looks like no other; the expert says what is wrong with it. */
    private Optional<Fingerprint> fingerprint(Image image) {
        try {
            return Optional.of(Fingerprint.of(decoder.decode(image)));
        } catch (ImageException e) {
            return Optional.empty();
        }
    }
}
