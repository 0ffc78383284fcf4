package dev.descry.ort;

/**
 * Where a session runs or a tensor lies.
 *
 * @param index the number of the GPU, 0 for the CPU
 */
public record Device(Kind kind, int index) {
    /** The CPU and its memory. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    /** The kinds of device this binding knows. */
    public enum Kind {
        CPU,
        CUDA
    }

    public Device {
        if (index < 0 || (kind == Kind.CPU && index != 0)) {
            throw new IllegalArgumentException(
                    "device index: expected 0 for a CPU and 0 or more for a GPU, found " + index);
        }
    }

    /** The GPU of that number. */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    /**
     * Reads {@code cpu}, {@code cuda} or {@code cuda:N}.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Device parse(String text) {
        if (text.equals("cpu")) {
            return CPU;
        }
        if (text.equals("cuda")) {
            return cuda(0);
        }
        if (text.matches("cuda:\\d{1,3}")) {
            return cuda(Integer.parseInt(text.substring("cuda:".length())));
        }
        throw new IllegalArgumentException("device: expected cpu, cuda or cuda:N, found \"" + text + "\"");
    }

    /** Whether Java can read and write the memory of this device. */
    public boolean isHost() {
        return kind == Kind.CPU;
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + index;
    }
}
