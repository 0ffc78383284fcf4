package dev.descry.model.weights;

import dev.descry.model.ModelException;
import dev.descry.model.weights.PickleValue.Dictionary;
import dev.descry.model.weights.PickleValue.Storage;
import dev.descry.model.weights.PickleValue.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One file of {@code torch.save}, mapped: opening reads the list of tensors alone, and a weight's pages come into memory
 * as they are read. Weights whose elements do not lie one after another are put in order when they are asked for. Names are
 * those of the file. Threads may share it; closing ends every {@link Weight} taken from it.
 */
public final class TorchFile implements Weights {
    /** That of the largest published models stays under 1 MB. */
    private static final long LONGEST_PICKLE = 64L << 20;

    private final Path file;
    private final TorchArchive archive;
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** A tensor and the bytes of its storage. */
    private record Place(Tensor tensor, MemorySegment data) {}

    private TorchFile(Path file, TorchArchive archive) {
        this.file = file;
        this.archive = archive;
    }

    /**
     * Maps a file and reads its list of tensors.
     *
     * @throws ModelException when it is missing or cut, or holds anything but tensors by name
     */
    public static TorchFile open(Path file) {
        TorchFile opened = new TorchFile(file, TorchArchive.open(file));
        try {
            opened.readTensors();
            return opened;
        } catch (ModelException e) {
            opened.close();
            throw e;
        }
    }

    private void readTensors() {
        MemorySegment order = archive.entries().get("byteorder");
        if (order != null && !text(order).equals("little")) {
            throw new ModelException("%s: expected little-endian numbers, found %s".formatted(file, text(order)));
        }
        MemorySegment pickle = archive.entries().get("data.pkl");
        if (pickle == null || pickle.byteSize() > LONGEST_PICKLE) {
            throw new ModelException("%s: expected a list of tensors in data.pkl, found %s"
                    .formatted(file, pickle == null ? "none" : pickle.byteSize() + " bytes"));
        }
        if (!(PickleReader.read(file.toString(), pickle.toArray(ValueLayout.JAVA_BYTE)) instanceof Dictionary all)) {
            throw new ModelException("%s: expected tensors by name, found something else".formatted(file));
        }
        all.entries.forEach((name, value) -> {
            if (!(value instanceof Tensor tensor)) {
                throw new ModelException("%s: %s: expected a tensor, found something else".formatted(file, name));
            }
            places.put(name, new Place(tensor, data(name, tensor)));
        });
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    // Every element must lie in the storage, and the storage in the file, before anything is read.
    private MemorySegment data(String name, Tensor tensor) {
        Storage storage = tensor.storage();
        MemorySegment data = archive.entries().get("data/" + storage.key());
        long last = tensor.offset();
        boolean empty = false;
        try {
            for (int i = 0; i < tensor.shape().length; i++) {
                empty |= tensor.shape()[i] == 0;
                last = Math.addExact(last, Math.multiplyExact(tensor.shape()[i] - 1, tensor.strides()[i]));
            }
            long bytes = Math.multiplyExact(storage.elements(), storage.type().bytes());
            boolean inside = tensor.offset() >= 0 && (empty || last < storage.elements());
            if (inside && data != null && data.byteSize() == bytes) {
                return data;
            }
        } catch (ArithmeticException _) {
            // refused as outside the file below
        }
        throw new ModelException("%s: %s: expected its %d elements in data/%s, found %s; fetch the file again"
                .formatted(
                        file,
                        name,
                        storage.elements(),
                        storage.key(),
                        data == null ? "no such entry" : data.byteSize() + " bytes"));
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    @Override
    public Weight get(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new ModelException("%s: expected the weight %s, found none".formatted(file, name));
        }
        Tensor tensor = place.tensor();
        Strides strides = new Strides(tensor.shape(), tensor.strides());
        TensorType type = tensor.storage().type();
        int size = type.bytes();
        MemorySegment bytes = strides.inOrder()
                ? place.data().asSlice(tensor.offset() * size, strides.elements() * size)
                : strides.ordered(place.data().asSlice(tensor.offset() * size), size, Arena.ofAuto());
        return new Weight(name, type, tensor.shape().clone(), bytes);
    }

    @Override
    public void close() {
        archive.close();
    }
}
