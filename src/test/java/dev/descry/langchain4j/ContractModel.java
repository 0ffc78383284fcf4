package dev.descry.langchain4j;

import dev.descry.expert.Expert;
import dev.descry.experts.qwen2vl.Qwen2VlExpert;
import dev.descry.image.DecodeLimits;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.onnx.BuiltPackages;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.nio.file.Path;

/**
 * The small checkpoint that knows the contract's conversations by heart (see {@code src/main/python/reference/contract.py}),
 * and the contract's pictures.
 */
final class ContractModel {
    static final String NAME = "contract";
    private static final Path FOLDER = Path.of("test/resources/dev/descry/reference/contract");

    private ContractModel() {}

    static Expert open(Path folder) {
        var files = BuiltPackages.build(FOLDER, folder, new Precisions(Precision.FP32, Precision.FP32));
        return Qwen2VlExpert.open(NAME, files, Settings.on(Device.CPU), DecodeLimits.DEFAULT);
    }

    static Expert closed(Path folder) {
        Expert expert = open(folder);
        expert.close();
        return expert;
    }

    static ImageContent cat() {
        return ImageContent.from(Path.of("samples/photos/cat.jpg"), "image/jpeg");
    }

    static ImageContent dice() {
        return ImageContent.from(FOLDER.resolve("dice.png"), "image/png");
    }

    static ChatRequestParameters atMost(int tokens) {
        return ChatRequestParameters.builder().maxOutputTokens(tokens).build();
    }
}
