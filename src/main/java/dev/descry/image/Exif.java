package dev.descry.image;

import dev.descry.image.format.Bytes;
import java.util.Optional;

/** Finds the EXIF block of an image file and reads its orientation. Damage there makes an image upright, never unreadable. */
final class Exif {
    private static final int ORIENTATION = 274;
    private static final int ENTRY = 12;
    private static final String PREFIX = "Exif\0\0";

    private Exif() {}

    /** The value of tag 274 in the first directory, 1 where there is none. */
    static int orientation(Image image) {
        Bytes file = Bytes.of(image.bytes());
        try {
            Optional<Bytes> block =
                    switch (image.type()) {
                        case JPEG -> inJpeg(file);
                        case PNG -> inPng(file);
                        case WEBP -> inWebp(file);
                        case TIFF -> Optional.of(file);
                        case GIF, BMP -> Optional.empty();
                    };
            return block.map(Exif::inDirectory).orElse(1);
        } catch (IndexOutOfBoundsException e) {
            return 1;
        }
    }

    private static int inDirectory(Bytes tiff) {
        boolean little = tiff.has(0, "II");
        int directory = i32(tiff, 4, little);
        int entries = u16(tiff, directory, little);
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + ENTRY * i;
            if (u16(tiff, entry, little) == ORIENTATION) {
                return u16(tiff, entry + 8, little);
            }
        }
        return 1;
    }

    private static Optional<Bytes> inJpeg(Bytes file) {
        int at = 2;
        while (file.u8(at) == 0xFF) {
            int marker = file.u8(at + 1);
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == 0xDA || marker == 0xD9) {
                return Optional.empty();
            }
            int length = file.u16be(at + 2);
            if (marker == 0xE1 && file.has(at + 4, PREFIX)) {
                return Optional.of(file.slice(at + 4 + PREFIX.length(), length - 2 - PREFIX.length()));
            }
            at += 2 + length;
        }
        return Optional.empty();
    }

    private static Optional<Bytes> inPng(Bytes file) {
        for (int at = 8; at < file.length(); at += 12 + file.i32be(at)) {
            if (file.has(at + 4, "eXIf")) {
                return Optional.of(file.slice(at + 8, file.i32be(at)));
            }
            if (file.i32be(at) < 0) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<Bytes> inWebp(Bytes file) {
        for (int at = 12; at < file.length(); ) {
            int length = file.i32le(at + 4);
            if (file.has(at, "EXIF")) {
                Bytes block = file.slice(at + 8, length);
                return Optional.of(block.has(0, PREFIX) ? block.from(PREFIX.length()) : block);
            }
            if (length < 0) {
                return Optional.empty();
            }
            at += 8 + length + (length & 1);
        }
        return Optional.empty();
    }

    private static int u16(Bytes tiff, int at, boolean little) {
        return little ? tiff.u16le(at) : tiff.u16be(at);
    }

    private static int i32(Bytes tiff, int at, boolean little) {
        return little ? tiff.i32le(at) : tiff.i32be(at);
    }
}
