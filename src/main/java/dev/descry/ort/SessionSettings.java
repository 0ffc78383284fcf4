package dev.descry.ort;

import java.util.HashMap;
import java.util.Map;

/**
 * How a session is to run.
 *
 * @param threads inside one operator on the CPU, 0 lets ONNX Runtime take one per core of the host
 * @param device where the operators run
 * @param spinning whether idle threads spin for work: quicker on cores of one's own, wasteful on shared ones
 * @param config ONNX Runtime's session configuration entries, for example {@code session.disable_prepacking}
 * @param deviceOptions options of the device's execution provider, for example {@code use_tf32}; none for the CPU
 */
public record SessionSettings(
        int threads, Device device, boolean spinning, Map<String, String> config, Map<String, String> deviceOptions) {
    public SessionSettings {
        if (threads < 0) {
            throw new IllegalArgumentException("threads: expected 0 or more, found " + threads);
        }
        config = Map.copyOf(config);
        deviceOptions = Map.copyOf(deviceOptions);
        if (device.isHost() && !deviceOptions.isEmpty()) {
            throw new IllegalArgumentException("device options: expected none for the CPU, found " + deviceOptions);
        }
    }

    /** So many threads on the CPU, spinning while idle. */
    public static SessionSettings cpu(int threads) {
        return new SessionSettings(threads, Device.CPU, true, Map.of(), Map.of());
    }

    /** The same on another device. */
    public SessionSettings on(Device other) {
        return new SessionSettings(threads, other, spinning, config, other.isHost() ? Map.of() : deviceOptions);
    }

    /** The same with threads that sleep, or spin, while idle. */
    public SessionSettings spinning(boolean spin) {
        return new SessionSettings(threads, device, spin, config, deviceOptions);
    }

    /** The same with one more configuration entry. */
    public SessionSettings with(String key, String value) {
        Map<String, String> more = new HashMap<>(config);
        more.put(key, value);
        return new SessionSettings(threads, device, spinning, more, deviceOptions);
    }

    /** The same with one more option of the device's execution provider. */
    public SessionSettings withDeviceOption(String key, String value) {
        Map<String, String> more = new HashMap<>(deviceOptions);
        more.put(key, value);
        return new SessionSettings(threads, device, spinning, config, more);
    }
}
