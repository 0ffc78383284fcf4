package dev.descry.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Files and methods stay short enough to be read at a sitting. */
class SourceSizesTest {
    @Test
    void noFileAndNoMethodIsTooLong() {
        assertThat(SourceSizes.tooLong(Path.of("main/java"))).isEmpty();
        assertThat(SourceSizes.tooLong(Path.of("test/java"))).isEmpty();
        assertThat(SourceSizes.tooLong(Path.of("../functions"))).isEmpty();
    }

    @Test
    void aLongFileIsSeen() {
        assertThat(SourceSizes.tooLong("Long.java", "class Long {}\n" + "\n".repeat(SourceSizes.LONGEST_FILE)))
                .containsExactly("Long.java: expected at most 300 lines, found 301");
    }

    @Test
    void aLongMethodIsSeen() {
        String body = "x++;\n".repeat(SourceSizes.LONGEST_METHOD);
        assertThat(SourceSizes.tooLong("Long.java", "class Long { int x; void grow() {\n" + body + "} }"))
                .containsExactly("Long.java, grow: expected at most 40 lines, found 42");
    }
}
