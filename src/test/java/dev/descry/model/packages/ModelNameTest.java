package dev.descry.model.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"qwen2-vl:2b", "qwen2-vl:2b@int4", "qwen2-vl:2b@fp32+int4-128", "qwen2-vl:7b-awq"})
    void catalogNamesAreReadAndWrittenAlike(String name) {
        assertThat(ModelName.parse(name)).isInstanceOf(ModelName.Known.class).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/mine", "/models/mine@int8", "qwen2-vl", "C:\\models", "./a:b"})
    void everythingElseIsAFolder(String name) {
        assertThat(ModelName.parse(name)).isInstanceOf(ModelName.Local.class).hasToString(name);
    }

    @Test
    void folderWithAnAtSignInItsNameIsFound(@TempDir Path folder) throws IOException {
        Path odd = Files.createDirectory(folder.resolve("mine@home"));
        assertThat(ModelName.parse(odd.toString())).isEqualTo(new ModelName.Local(odd, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2-vl:2b@int5", "qwen2-vl:2b@", "qwen2-vl:2b@int4+", "models/mine@int5"})
    void unknownPrecisionListsTheKnownOnes(String name) {
        assertThatThrownBy(() -> ModelName.parse(name))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected one of fp32, fp16, int8, int4, int4-128, found");
    }
}
