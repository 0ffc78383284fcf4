package dev.descry.functions.workbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages built and checked from the command line. */
class ModelsCommandTest {
    private static final Path SCENES = Path.of("../../src/main/models/qwen2-vl-scenes");

    private final Shell shell = new Shell();

    @TempDir
    Path folder;

    @Test
    void aBuiltPackageVerifiesUntilAByteChanges() throws IOException {
        Path output = folder.resolve("scenes-int8");

        assertThat(shell.run(
                        "models", "build", SCENES.toString(), "--precision", "int8", "--output", output.toString()))
                .as(shell.err())
                .isZero();
        assertThat(shell.run("models", "verify", output.toString())).isZero();
        try (RandomAccessFile file =
                new RandomAccessFile(output.resolve("tokenizer.json").toFile(), "rw")) {
            file.seek(100);
            file.write('#');
        }

        assertThat(shell.run("models", "verify", output.toString())).isEqualTo(1);
        assertThat(shell.err()).contains("tokenizer.json", "expected", "found");
    }

    @Test
    void listSaysWhatIsThere() {
        assertThat(shell.run("models", "list")).isZero();
        assertThat(shell.out()).isNotBlank();
    }

    @Test
    void expertsSayWhatTheyNeed() {
        assertThat(shell.run("experts")).isZero();
        assertThat(shell.out()).contains("qwen2-vl:scenes", "ready", "./descry models pull qwen2-vl:2b");
    }

    @Test
    void anUnknownPrecisionListsThoseThatExist() {
        assertThat(shell.run("models", "build", SCENES.toString(), "--precision", "int3", "--output", "x"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("fp32", "int8", "int4-128", "int3");
    }
}
