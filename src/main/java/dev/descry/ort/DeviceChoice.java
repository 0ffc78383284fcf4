package dev.descry.ort;

import java.util.Base64;

/**
 * A device and, in one line, why it is this one.
 *
 * @param device the one to use
 * @param reason for a person to read
 */
public record DeviceChoice(Device device, String reason) {
    /** A graph of one Identity over float [1]: opset 17, IR version 8. */
    private static final byte[] PROBE = Base64.getDecoder()
            .decode("CAg6OwoQCgF4EgF5IghJZGVudGl0eRIFcHJvYmVaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgIQEQ==");

    /**
     * Chooses by configuration: {@code auto} is the first GPU where CUDA loads and works, else the CPU; anything else as
     * {@link Device#parse(String)}, whether or not it works.
     */
    public static DeviceChoice of(String configured) {
        return configured.equals("auto") ? auto() : new DeviceChoice(Device.parse(configured), "configured");
    }

    private static DeviceChoice auto() {
        OrtRuntime runtime = OrtRuntime.get();
        if (!runtime.providers().contains("CUDAExecutionProvider")) {
            String found = "ONNX Runtime " + runtime.version() + " in " + runtime.library();
            return new DeviceChoice(Device.CPU, found + " is built without CUDA");
        }
        try (OrtSession probe = OrtSession.open(PROBE, SessionSettings.cpu(1).on(Device.cuda(0)))) {
            return new DeviceChoice(probe.device(), "CUDA works");
        } catch (OrtException e) {
            return new DeviceChoice(Device.CPU, "CUDA does not work: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    /** The message up to its end of line, without the place in ONNX Runtime's source that comes before the error. */
    static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.substring(Math.max(0, line.indexOf("[ONNXRuntimeError]")));
    }
}
