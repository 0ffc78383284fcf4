package dev.descry.ort;

import java.util.List;
import java.util.Locale;

/**
 * The operating system and processor, in the words of ONNX Runtime's Maven jars.
 *
 * @param os {@code linux}, {@code osx} or {@code win}
 * @param arch {@code x64} or {@code aarch64}
 */
record Platform(String os, String arch) {
    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(String osName, String osArch) {
        String name = osName.toLowerCase(Locale.ROOT);
        String os = name.startsWith("windows") ? "win" : name.startsWith("mac") ? "osx" : "linux";
        String arch = osArch.equals("amd64") || osArch.equals("x86_64") ? "x64" : osArch;
        return new Platform(os, arch);
    }

    boolean windows() {
        return os.equals("win");
    }

    /** The folder of the jar's natives, for example {@code linux-x64}. */
    String folder() {
        return os + "-" + arch;
    }

    /** The library's possible file names, the preferred one first. */
    List<String> libraryNames() {
        return switch (os) {
            case "win" -> List.of("onnxruntime.dll");
            case "osx" -> List.of("libonnxruntime.dylib", "libonnxruntime.1.dylib");
            default -> List.of("libonnxruntime.so", "libonnxruntime.so.1");
        };
    }

    /** Libraries that must lie beside the first where the jar has them: what executes operators on other devices. */
    List<String> providerNames() {
        return switch (os) {
            case "win" -> List.of("onnxruntime_providers_shared.dll", "onnxruntime_providers_cuda.dll");
            case "osx" -> List.of();
            default -> List.of("libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so");
        };
    }
}
