package dev.descry.model.graph;

/** The ONNX messages for tensors: what they are, and where their bytes lie. */
final class TensorProto {
    private static final int DIMS = 1;
    private static final int DATA_TYPE = 2;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;

    private TensorProto() {}

    /** A tensor whose little-endian bytes lie in the graph's own file. */
    static Message inline(String name, ElementType type, long[] shape, byte[] bytes) {
        return tensor(name, type, shape).bytes(RAW_DATA, bytes);
    }

    /** A tensor whose bytes lie in the file {@code location} beside the graph's. */
    static Message external(String name, ElementType type, long[] shape, String location, ExternalData.Region region) {
        return tensor(name, type, shape)
                .message(EXTERNAL_DATA, entry("location", location))
                .message(EXTERNAL_DATA, entry("offset", Long.toString(region.offset())))
                .message(EXTERNAL_DATA, entry("length", Long.toString(region.length())))
                .number(DATA_LOCATION, EXTERNAL);
    }

    /**
     * The declaration of a graph's input or output.
     *
     * @param shape dimensions separated by commas: numbers where they are fixed, names where not
     */
    static Message declaration(String name, ElementType type, String shape) {
        Message dimensions = new Message();
        for (String dimension : shape.split(",\\s*", -1)) {
            boolean fixed = Character.isDigit(dimension.charAt(0));
            dimensions.message(
                    1, fixed ? new Message().number(1, Long.parseLong(dimension)) : new Message().text(2, dimension));
        }
        Message tensorType = new Message().number(1, type.code()).message(2, dimensions);
        return new Message().text(1, name).message(2, new Message().message(1, tensorType));
    }

    private static Message tensor(String name, ElementType type, long[] shape) {
        return new Message().numbers(DIMS, shape).number(DATA_TYPE, type.code()).text(NAME, name);
    }

    private static Message entry(String key, String value) {
        return new Message().text(1, key).text(2, value);
    }
}
