package dev.descry.functions.shell;

import dev.descry.expert.Expert;
import java.util.List;

/** The experts of one kind, by name. Safe for use by several threads. */
public interface ExpertSource {
    /** Whether this source opens the experts of such a name. Looks at the name and the disk, opens and fetches nothing. */
    boolean knows(String name);

    /**
     * Makes sure that a name this source knows is whole, its precision or address included, without opening anything.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    void require(String name);

    /** Whether such an expert is a model in this machine's memory. */
    default boolean local(String name) {
        return true;
    }

    /** Whether images given to such an expert stay on this machine or in the own cluster. */
    default boolean keepsImagesHere(String name) {
        return true;
    }

    /**
     * Opens an expert; the caller closes it.
     *
     * @throws dev.descry.expert.ExpertException when it cannot be opened
     * @throws dev.descry.model.ModelException when its model's files are not there or not what they should be
     */
    Expert open(String name);

    /** The experts worth telling a user about, and what each still needs. */
    List<ExpertList.Entry> entries();
}
