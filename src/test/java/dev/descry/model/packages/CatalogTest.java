package dev.descry.model.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final Catalog catalog = Catalog.standard();

    @Test
    void everyNameParsesAsANameOfTheCatalog() {
        assertThat(catalog.names()).isNotEmpty().allSatisfy(name -> assertThat(ModelName.parse(name))
                .isEqualTo(new ModelName.Known(name, null)));
    }

    @Test
    void unknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> catalog.find("qwen2-vl:3b"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected one of qwen2-vl:scenes, qwen2-vl:2b, qwen2-vl:7b")
                .hasMessageEndingWith("found qwen2-vl:3b");
    }

    @Test
    void precisionFollowsTheDeviceUntilAsked() {
        KnownModel model = catalog.find("qwen2-vl:7b");
        assertThat(model.precisions(null, true)).isEqualTo(new Precisions(Precision.FP16, Precision.FP16));
        assertThat(model.precisions(asked("int8"), false)).isEqualTo(new Precisions(Precision.INT8, Precision.INT8));
        assertThat(model.precisions(asked("int8"), true)).isEqualTo(new Precisions(Precision.FP16, Precision.INT8));
        assertThat(model.precisions(asked("fp32+int4"), true))
                .isEqualTo(new Precisions(Precision.FP32, Precision.INT4));
    }

    @Test
    void packedCheckpointKeepsItsPrecision() {
        KnownModel model = catalog.find("qwen2-vl:7b-awq");
        assertThat(model.precisions(asked("int4-128"), false).language()).isEqualTo(Precision.INT4_128);
        assertThatThrownBy(() -> model.precisions(asked("int8"), false))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "qwen2-vl:7b-awq: expected the precision int4-128 of its checkpoint, found int8; leave it out");
    }

    @Test
    void judgesHaveThresholdsWhereOneIsKnown() {
        assertThat(catalog.threshold("clip:vit-large-patch14")).hasValue(0.20);
        assertThat(catalog.threshold("clip:vit-large-patch14@fp16")).hasValue(0.20);
        assertThat(catalog.threshold("clip:scenes")).isPresent();
        assertThat(catalog.threshold("clip:vit-h-14")).isEmpty();
        assertThat(catalog.threshold("clip:no-such-model")).isEmpty();
        assertThat(catalog.threshold("some/folder")).isEmpty();
        assertThat(catalog.models().stream().filter(model -> model.threshold().isPresent()))
                .extracting(KnownModel::name)
                .allMatch(name -> name.startsWith("clip:"));
    }

    private static ModelName.Asked asked(String text) {
        return ModelName.Asked.parse(text);
    }
}
