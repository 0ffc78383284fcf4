package dev.descry.batch.planted;

import java.awt.Color;

/** A planted violation: AWT outside {@code image}. */
public final class BatchDrawing {
    public Color ink() {
        return Color.BLACK;
    }
}
