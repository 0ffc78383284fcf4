package dev.descry.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README, as any application of LangChain4j would write it. */
class LangChain4jExampleTest {
    interface Eyes {
        String see(@UserMessage String question, @UserMessage ImageContent image);
    }

    @Test
    void aServiceOfLangChain4jSeesWithAModelOfThisProcess(@TempDir Path models) {
        try (OnnxChatModel model = OnnxChatModel.builder()
                .modelName("main/models/qwen2-vl-scenes") // or "qwen2-vl:2b", after ./descry models pull qwen2-vl:2b
                .modelFolder(models)
                .build()) {
            Eyes eyes = AiServices.create(Eyes.class, model);
            String answer = eyes.see(
                    "Describe this image.",
                    ImageContent.from(Path.of("samples/scene-2.png").toUri()));
            assertThat(answer).contains("red triangle", "blue circle", "black");
        }
    }

    /** Compiled as it stands, between the imports an editor would add. */
    @Test
    void theExampleOfTheReadmeCompiles(@TempDir Path folder) throws IOException {
        String example = Pattern.compile("\\*\\*LangChain4j\\*\\*.*?```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../README.md")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        Path file = Files.writeString(folder.resolve("Example.java"), """
                import dev.descry.langchain4j.OnnxChatModel;
                import dev.langchain4j.data.message.ImageContent;
                import dev.langchain4j.service.AiServices;
                import dev.langchain4j.service.UserMessage;
                import java.nio.file.Path;

                class Example {
                    interface Eyes {
                        String see(@UserMessage String question, @UserMessage ImageContent image);
                    }

                    void run() {
                        %s
                    }
                }
                """.formatted(example));
        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertThat(compiled).as("%s", said).isTrue();
        }
    }

    @Test
    void blip2CaptionsAnImageAloneAndTakesNothingElse(@TempDir Path models) {
        try (OnnxChatModel model = OnnxChatModel.builder()
                .modelName("main/models/blip2-scenes")
                .modelFolder(models)
                .build()) {
            ImageContent scene =
                    ImageContent.from(Path.of("samples/scene-2.png").toUri());
            ChatMessage shown = dev.langchain4j.data.message.UserMessage.from(scene);
            assertThat(model.chat(shown).aiMessage().text()).contains("triangle", "circle", "black");
            ChatMessage twice = dev.langchain4j.data.message.UserMessage.from(scene, scene);
            assertThatThrownBy(() -> model.chat(twice)).isInstanceOf(UnsupportedFeatureException.class);
        }
    }
}
