package dev.descry.functions.workbench.cli;

import dev.descry.batch.BatchListener;

/** Shows people or programs how a batch goes. */
interface CaptionPrinter extends BatchListener {
    /** Ctrl-C was heard: the images under way are finished. */
    void stopping();

    /** No more images come. */
    void finish();
}
