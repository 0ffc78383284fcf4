package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.descry.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the builder writes is what ONNX's own classes read. */
class GraphBuilderTest {
    @TempDir
    private Path folder;

    @Test
    void everyFieldIsReadBack() throws IOException {
        GraphFile.write(folder, "graph", GraphBuilderTest::addEverything);

        ModelProto model = read();
        assertThat(model.getIrVersion()).isEqualTo(10);
        assertThat(model.getOpsetImportList())
                .extracting(OperatorSetIdProto::getDomain, OperatorSetIdProto::getVersion)
                .containsExactly(tuple("", 21L), tuple("com.microsoft", 1L));
        assertThat(model.getUnknownFields().asMap()).isEmpty();

        NodeProto node = model.getGraph().getNode(0);
        assertThat(node.getName()).isEqualTo("part/RotaryEmbedding_0");
        assertThat(node.getDomain()).isEqualTo("com.microsoft");
        assertThat(node.getInputList()).containsExactly("x", "", "constant_0");
        assertThat(node.getOutputList()).containsExactly("y");
        assertThat(node.getAttribute(0).getI()).isEqualTo(-3);
        assertThat(node.getAttribute(0).getType()).isEqualTo(OnnxMl.AttributeProto.AttributeType.INT);
        assertThat(node.getAttribute(1).getF()).isEqualTo(0.25f);
        assertThat(node.getAttribute(1).getType()).isEqualTo(OnnxMl.AttributeProto.AttributeType.FLOAT);
        assertThat(node.getAttribute(2).getIntsList()).containsExactly(16L, 1L << 40);
        assertThat(node.getAttribute(2).getType()).isEqualTo(OnnxMl.AttributeProto.AttributeType.INTS);
        assertThat(model.getGraph()
                        .getInput(0)
                        .getType()
                        .getTensorType()
                        .getShape()
                        .getDimList())
                .extracting(OnnxMl.TensorShapeProto.Dimension::getDimParam)
                .containsExactly("batch", "");
    }

    @Test
    void largeWeightsLieAlignedBesideTheGraphAndSmallOnesInside() throws IOException {
        GraphFile.write(folder, "graph", graph -> {
            graph.weight("small", new float[] {1, 2}, 2);
            graph.weight("first", new float[5000], 5000);
            graph.weight("second", new float[5000], 50, 100);
        });

        OnnxMl.GraphProto graph = read().getGraph();
        assertThat(graph.getInitializer(0).getRawData().size()).isEqualTo(8);
        assertThat(graph.getInitializer(0).getExternalDataCount()).isZero();
        assertThat(graph.getInitializer(2).getDimsList()).containsExactly(50L, 100L);
        assertThat(graph.getInitializer(2).getExternalDataList())
                .extracting(OnnxMl.StringStringEntryProto::getKey, OnnxMl.StringStringEntryProto::getValue)
                .containsExactly(
                        tuple("location", "graph.onnx_data"), tuple("offset", "20480"), tuple("length", "20000"));
        assertThat(folder.resolve("graph.onnx_data")).hasSize(40480);
    }

    @Test
    void equalConstantsAreOne() throws IOException {
        GraphFile.write(folder, "graph", graph -> {
            assertThat(graph.longs(1, 2)).isEqualTo(graph.longs(1, 2)).isNotEqualTo(graph.longs(2, 1));
            assertThat(graph.scalar(1L)).isNotEqualTo(graph.longs(1));
            assertThat(graph.scalar(1f)).isNotEqualTo(graph.scalar(2f));
        });

        assertThat(read().getGraph().getInitializerCount()).isEqualTo(6);
    }

    @Test
    void contentOfAnotherLengthThanItsShapeIsRefused() {
        assertThatThrownBy(() -> GraphFile.write(
                        folder,
                        "graph",
                        graph -> graph.weight(
                                "w", ElementType.INT8, new long[] {2000}, sink -> sink.bytes(new byte[1999]))))
                .isInstanceOf(ModelException.class)
                .hasMessage("tensor in graph.onnx_data: expected 2000 bytes, found 1999");
    }

    private static void addEverything(GraphBuilder graph) {
        Value x = graph.input("x", ElementType.FLOAT, "batch, 7");
        Value y = graph.output("y", ElementType.FLOAT, "batch, 7");
        graph.scope("part");
        graph.contrib("RotaryEmbedding", x, Value.ABSENT, graph.longs(5))
                .with("whole", -3)
                .with("real", 0.25f)
                .with("several", new long[] {16, 1L << 40})
                .as(y);
    }

    private ModelProto read() throws IOException, InvalidProtocolBufferException {
        return ModelProto.parseFrom(Files.readAllBytes(folder.resolve("graph.onnx")));
    }
}
