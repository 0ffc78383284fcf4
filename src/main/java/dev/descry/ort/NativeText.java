package dev.descry.ort;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** C strings. */
final class NativeText {
    private NativeText() {}

    /** The UTF-8 text up to the zero byte at the address. */
    static String read(MemorySegment address) {
        return address.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** A path as {@code ORTCHAR_T*}: UTF-16 on Windows, UTF-8 elsewhere. */
    static MemorySegment path(Arena arena, Path path) {
        String text = path.toString();
        return Platform.current().windows()
                ? arena.allocateFrom(text, StandardCharsets.UTF_16LE)
                : arena.allocateFrom(text);
    }
}
