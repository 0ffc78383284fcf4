package dev.descry.text.planted;

import java.lang.foreign.Linker;

/** A planted violation: native calls outside {@code ort}. */
public final class TextCallingNative {
    public Linker linker() {
        return Linker.nativeLinker();
    }
}
