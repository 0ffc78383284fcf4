package dev.descry.experts.clip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.image.Pixels;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.graph.FamilyPackageBuilder;
import dev.descry.model.graph.Target;
import dev.descry.model.packages.Assembly;
import dev.descry.model.packages.ModelFolder;
import dev.descry.model.packages.ModelPackage;
import dev.descry.ort.SessionSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** The committed CLIP checkpoints, and what transformers and open_clip answer on them. */
final class ClipReference {
    static final Path FOLDER = Path.of("test/resources/dev/descry/reference");
    static final String QUICK = "clip-quick";

    private ClipReference() {}

    static List<String> checkpoints() {
        return List.of(QUICK, "clip-gelu-bin", "clip-open");
    }

    static Path checkpoint(String name) {
        return FOLDER.resolve("checkpoints").resolve(name);
    }

    static ModelPackage build(String name, Path folder, Precision precision) {
        Assembly assembly = new Assembly(new ModelFolder(folder), new FamilyPackageBuilder(Target.CPU), "test");
        return assembly.build(checkpoint(name), Precisions.of(precision, false), folder.resolve("package"), Watch.NONE);
    }

    static ClipModel open(ModelPackage files) {
        return ClipModel.open("clip:test", files, SessionSettings.cpu(1), DecodeLimits.DEFAULT);
    }

    static JsonNode answers(String name) {
        return json("parity/" + name + ".json");
    }

    static JsonNode json(String file) {
        try {
            return new ObjectMapper().readTree(FOLDER.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Image image(String name) {
        try {
            return Image.of(Files.readAllBytes(FOLDER.resolve("images").resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Pixels pixels(String name) {
        return new ImageDecoder(DecodeLimits.DEFAULT).decode(image(name));
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    static long[] ids(JsonNode record) {
        return list(record.get("ids")).stream().mapToLong(JsonNode::asLong).toArray();
    }

    static float[] embeds(JsonNode record) {
        try {
            byte[] bytes = record.get("embeds").binaryValue();
            float[] floats = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(floats);
            return floats;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The largest difference as a part of the largest expected value. */
    static double error(float[] found, float[] expected) {
        double largest = 0;
        double difference = found.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - found[i]));
        }
        return difference / largest;
    }
}
