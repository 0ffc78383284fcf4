package dev.descry.model.weights;

import dev.descry.model.ModelException;
import dev.descry.model.weights.PickleValue.Dictionary;
import dev.descry.model.weights.PickleValue.Mark;
import dev.descry.model.weights.PickleValue.Text;
import dev.descry.model.weights.PickleValue.Tuple;
import dev.descry.model.weights.PickleValue.Whole;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickle of a file of tensors. A pickle is a program; this runs only the part of the language that puts
 * together dictionaries, tuples and tensors. A name of Python other than the few of {@link PickleNames}, or an operation
 * outside that part, is refused before anything comes of it, and nothing of Python is ever called.
 */
final class PickleReader {
    private static final int LARGEST_PROTOCOL = 2;

    private final String file;
    private final ByteBuffer bytes;
    private final List<PickleValue> stack = new ArrayList<>();
    private final Map<Integer, PickleValue> memo = new HashMap<>();

    private PickleReader(String file, byte[] pickle) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * What the pickle puts together.
     *
     * @param file what messages call the file
     * @throws ModelException when it is cut or does anything but put together tensors
     */
    static PickleValue read(String file, byte[] pickle) {
        PickleReader reader = new PickleReader(file, pickle);
        try {
            return reader.run();
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new ModelException(
                    "%s: expected a whole pickle, found one that ends or runs empty at byte %d; fetch the file again"
                            .formatted(file, reader.bytes.position()),
                    e);
        }
    }

    private PickleValue run() {
        for (int code = next(); code != '.'; code = next()) {
            switch (code) {
                case 0x80 -> protocol(next());
                case '(' -> push(new Mark());
                case 'c' -> push(name(line(), line()));
                case 'R' -> push(PickleCalls.call(this, pop(), pop()));
                case 'Q' -> push(PickleCalls.storage(this, pop()));
                case 'b' -> forgetAttributes();
                case 's' -> set(List.of(pop(), pop()).reversed());
                case 'u' -> set(popToMark());
                case 'a' -> append(List.of(pop()));
                case 'e' -> append(popToMark());
                case 'q' -> memo.put(next(), top());
                case 'r' -> memo.put(bytes.getInt(), top());
                case 'h' -> push(remembered(next()));
                case 'j' -> push(remembered(bytes.getInt()));
                default -> push(constant(code));
            }
        }
        return pop();
    }

    // Those of a dictionary are notes on versions, which nobody needs.
    private void forgetAttributes() {
        pop();
        if (!(top() instanceof Dictionary)) {
            throw refused("attributes of something that is no dictionary");
        }
    }

    private PickleValue constant(int code) {
        return switch (code) {
            case 'N' -> new PickleValue.None();
            case 0x88, 0x89 -> new PickleValue.Flag(code == 0x88);
            case 'K' -> new Whole(next());
            case 'M' -> new Whole(Short.toUnsignedInt(bytes.getShort()));
            case 'J' -> new Whole(bytes.getInt());
            case 0x8a -> new Whole(whole(next()));
            case 'G' -> new PickleValue.Real(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong())));
            case 'X' -> new Text(text(bytes.getInt()));
            case 'U' -> new Text(text(next()));
            case '}' -> new Dictionary();
            case ']' -> new PickleValue.Array();
            case ')' -> new Tuple(List.of());
            case 't' -> new Tuple(popToMark());
            case 0x85, 0x86, 0x87 -> new Tuple(popLast(code - 0x84));
            default -> throw refused("operation 0x%02x".formatted(code));
        };
    }

    private void protocol(int number) {
        if (number > LARGEST_PROTOCOL) {
            throw refused("pickle protocol " + number);
        }
    }

    private PickleValue name(String module, String name) {
        PickleValue known = PickleNames.find(module, name);
        if (known == null) {
            throw refused("Python's %s.%s, which may run code".formatted(module, name));
        }
        return known;
    }

    /** What the file should hold, and what it holds instead. */
    ModelException refused(String found) {
        return new ModelException(
                "%s: expected tensors and nothing else, found %s; do not trust the file, take one in safetensors"
                        .formatted(file, found));
    }

    private void set(List<PickleValue> keysAndValues) {
        if (!(top() instanceof Dictionary dictionary) || keysAndValues.size() % 2 != 0) {
            throw refused("entries outside a dictionary");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            if (!(keysAndValues.get(i) instanceof Text(String key))) {
                throw refused("an entry without a name");
            }
            dictionary.entries.put(key, keysAndValues.get(i + 1));
        }
    }

    private void append(List<PickleValue> items) {
        if (!(top() instanceof PickleValue.Array array)) {
            throw refused("items outside a list");
        }
        array.items.addAll(items);
    }

    private int next() {
        return Byte.toUnsignedInt(bytes.get());
    }

    private String line() {
        int start = bytes.position();
        while (next() != '\n') {
            // until the end of the line
        }
        return new String(bytes.array(), start, bytes.position() - 1 - start, StandardCharsets.UTF_8);
    }

    private String text(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] utf8 = new byte[length];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    // Little-endian, signed, of so many bytes.
    private long whole(int length) {
        if (length > Long.BYTES) {
            throw refused("a number of %d bytes".formatted(length));
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (long) next() << (8 * i);
        }
        int unused = Long.SIZE - 8 * length;
        return length == 0 ? 0 : value << unused >> unused;
    }

    private void push(PickleValue value) {
        stack.add(value);
    }

    private PickleValue pop() {
        return stack.remove(stack.size() - 1);
    }

    private PickleValue top() {
        return stack.get(stack.size() - 1);
    }

    private List<PickleValue> popLast(int count) {
        List<PickleValue> last = stack.subList(stack.size() - count, stack.size());
        List<PickleValue> copy = List.copyOf(last);
        last.clear();
        return copy;
    }

    private List<PickleValue> popToMark() {
        int at = stack.size() - 1;
        while (!(stack.get(at) instanceof Mark)) {
            at--;
        }
        List<PickleValue> above = popLast(stack.size() - 1 - at);
        pop();
        return above;
    }

    private PickleValue remembered(int index) {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw refused("a reference to nothing");
        }
        return value;
    }
}
