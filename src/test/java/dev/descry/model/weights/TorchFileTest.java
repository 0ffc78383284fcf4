package dev.descry.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that torch.save wrote, and files made to do harm. */
class TorchFileTest {
    private static final Path FOLDER = Path.of("test/resources/dev/descry/reference/torch");

    @TempDir
    private Path folder;

    @Test
    void everyTensorThatTorchSavedComesBackElementByElement() throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(FOLDER.resolve("tensors.json").toFile());
        try (TorchFile file = TorchFile.open(FOLDER.resolve("tensors.bin"))) {
            List<String> names = new ArrayList<>();
            expected.fieldNames().forEachRemaining(names::add);
            assertThat(file.names()).containsExactlyElementsOf(names).hasSize(17);
            for (String name : names) {
                Weight weight = file.get(name);
                assertThat(Arrays.stream(weight.shape()).boxed())
                        .as(name)
                        .containsExactlyElementsOf(new ObjectMapper()
                                .convertValue(expected.get(name).get("shape"), LongList.class));
                assertThat(values(weight))
                        .as(name)
                        .isEqualTo(new ObjectMapper()
                                .convertValue(expected.get(name).get("values"), double[].class));
            }
        }
    }

    private static final class LongList extends ArrayList<Long> {
        private static final long serialVersionUID = 1;
    }

    @Test
    void aNameThatIsNotThereIsRefused() {
        try (TorchFile file = TorchFile.open(FOLDER.resolve("tensors.bin"))) {
            assertThatThrownBy(() -> file.get("other"))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("expected the weight other, found none");
        }
    }

    @ParameterizedTest
    @CsvSource({"system.bin, posix.system", "eval.bin, __builtin__.eval", "module.bin, torch.nn.modules.linear.Linear"})
    void aFileThatWouldRunCodeIsRefusedByName(String name, String harm) throws IOException {
        assertThatThrownBy(() -> TorchFile.open(FOLDER.resolve(name)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "expected tensors and nothing else, found Python's %s, which may run code; do not trust the file"
                                .formatted(harm));
        try (var files = Files.list(Path.of("."))) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("harm"));
        }
    }

    @Test
    void theFormBeforeVersionOneSixIsRefused() {
        assertThatThrownBy(() -> TorchFile.open(FOLDER.resolve("legacy.bin")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected a ZIP archive as torch.save writes since version 1.6");
    }

    /** Pickles written by hand, each ending in what an attacker, or a newer version, might try. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cbuiltins\nexec\n(X\1\0\0\0atR.", // a call by its name
                "cos\nsystem\n)\u0081.", // a new object
                "(cos\nsystem\nX\1\0\0\0ao.", // an old form of a call
                "(ios\nsystem\n.", // another
                "\u0080\4\u008c\2os\u008c\6system\u0093.", // names from the stack
                "ctorch\nFloatStorage\n)R.", // a known name called as a function
                "ccollections\nOrderedDict\n(]tR.", // a dictionary made of something
                "ccollections\nOrderedDict\n)R}(X\1\0\0\0accopy_reg\n_reconstructor\nub.",
                "ctorch._utils\n_rebuild_tensor\n.",
                "ctorch.storage\n_load_from_bytes\nC\1a\u0085R.",
                "X\1\0\0\0a(X\1\0\0\0btQ.", // a reference to no storage
                "}K\1K\2s.", // a name that is a number
                "Nb.",
                "h\5."
            })
    void anythingButTensorsIsRefused(String pickle) throws IOException {
        Path file = archive(Map.of("data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1)));
        assertThatThrownBy(() -> TorchFile.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void elementsOutsideTheFileAreRefused() throws IOException {
        for (String[] wrong : new String[][] {
            {"K\0", "K\3", "K\1"},
            {"K\1", "K\2", "K\1"},
            {"K\0", "K\2", "K\2"},
            {"J\u00ff\u00ff\u00ff\u00ff", "K\2", "K\1"},
            {"K\0", "J\u00ff\u00ff\u00ff\u007f", "J\u00ff\u00ff\u00ff\u007f"}
        }) {
            Path file = archive(
                    Map.of("data.pkl", tensor(wrong[0], wrong[1], wrong[2]), "data/0", new byte[2 * Float.BYTES]));
            assertThatThrownBy(() -> TorchFile.open(file))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("a: expected its 2 elements in data/0");
        }
        Path good = archive(Map.of("data.pkl", tensor("K\0", "K\2", "K\1"), "data/0", new byte[2 * Float.BYTES]));
        try (TorchFile file = TorchFile.open(good)) {
            assertThat(file.get("a").elements()).isEqualTo(2);
        }
        Path missing = archive(Map.of("data.pkl", tensor("K\0", "K\2", "K\1")));
        assertThatThrownBy(() -> TorchFile.open(missing)).hasMessageContaining("found no such entry");
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(FOLDER.resolve("tensors.bin"));
        for (int length = 0; length < whole.length; length += 97) {
            Path cut = Files.write(folder.resolve("cut.bin"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TorchFile.open(cut)).isInstanceOf(ModelException.class);
        }
    }

    @Test
    void aCutOrDamagedListOfTensorsNeverEndsInAnythingButARefusal() throws IOException {
        byte[] pickle = tensor("K\0", "K\2", "K\1");
        for (int i = 0; i < pickle.length; i++) {
            byte[] cut = Arrays.copyOf(pickle, i);
            assertThatThrownBy(() -> PickleReader.read("x.bin", cut)).isInstanceOf(ModelException.class);
            byte[] damaged = pickle.clone();
            damaged[i] ^= 0x15;
            try {
                PickleReader.read("x.bin", damaged);
            } catch (ModelException e) {
                assertThat(e).hasMessageStartingWith("x.bin: expected");
            }
        }
    }

    @Test
    void compressedEntriesAreRefused() throws IOException {
        Path file = folder.resolve("packed.bin");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("m/data.pkl"));
            zip.write(tensor("K\0", "K\2", "K\1"));
            zip.closeEntry();
        }
        assertThatThrownBy(() -> TorchFile.open(file)).hasMessageContaining("data.pkl compressed");
    }

    // {'a': two floats of data/0 at that offset, in that shape, with that stride}
    private static byte[] tensor(String offset, String size, String stride) {
        String pickle = "\u0080\2}X\1\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\n"
                + "X\1\0\0\0" + "0X\3\0\0\0cpuK\2tQ" + offset + size + "\u0085" + stride
                + "\u0085\u0089ccollections\nOrderedDict\n)RtRs.";
        return pickle.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Path archive(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> one : entries.entrySet()) {
                ZipEntry entry = new ZipEntry("m/" + one.getKey());
                CRC32 sum = new CRC32();
                sum.update(one.getValue());
                entry.setCrc(sum.getValue());
                entry.setSize(one.getValue().length);
                zip.putNextEntry(entry);
                zip.write(one.getValue());
                zip.closeEntry();
            }
        }
        return Files.write(folder.resolve("made.bin"), bytes.toByteArray());
    }

    private static double[] values(Weight weight) {
        if (weight.type() == TensorType.I64) {
            return Arrays.stream(weight.data().toArray(ValueLayout.JAVA_LONG_UNALIGNED))
                    .asDoubleStream()
                    .toArray();
        }
        if (weight.type() == TensorType.I32) {
            return Arrays.stream(weight.data().toArray(ValueLayout.JAVA_INT_UNALIGNED))
                    .asDoubleStream()
                    .toArray();
        }
        double[] values = new double[(int) weight.elements()];
        if (weight.type() == TensorType.U8 || weight.type() == TensorType.BOOL) {
            byte[] bytes = weight.data().toArray(ValueLayout.JAVA_BYTE);
            Arrays.setAll(values, i -> bytes[i] & 0xFF);
            return values;
        }
        float[] floats = new float[values.length];
        Floats.read(weight, 0, floats);
        Arrays.setAll(values, i -> floats[i]);
        return values;
    }
}
