package dev.descry.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;

final class DeviceChoiceTest {
    @Test
    void autoIsTheCpuWithAReasonWhereCudaIsMissing() {
        assumeFalse(OrtRuntime.get().providers().contains("CUDAExecutionProvider"), "these natives have CUDA");

        DeviceChoice choice = DeviceChoice.of("auto");

        assertThat(choice.device()).isEqualTo(Device.CPU);
        assertThat(choice.reason())
                .contains("1.29.0")
                .endsWith("is built without CUDA")
                .doesNotContain("\n");
    }

    @Test
    void askingForCudaWhereItIsMissingFailsAtOpen() {
        assumeFalse(OrtRuntime.get().providers().contains("CUDAExecutionProvider"), "these natives have CUDA");
        Device gpu = DeviceChoice.of("cuda:1").device();

        assertThatThrownBy(() ->
                        OrtSession.open(TinyGraph.add(), SessionSettings.cpu(1).on(gpu)))
                .isInstanceOf(OrtException.class)
                .hasMessageContaining("CUDA");
    }

    @Test
    void reasonLeavesOutWhereInTheSourceItHappened() {
        assertThat(DeviceChoice.firstLine(
                        "onnxruntime: /a/b.cc:7 T f() [ONNXRuntimeError] : 1 : FAIL : no libcublas\nmore"))
                .isEqualTo("[ONNXRuntimeError] : 1 : FAIL : no libcublas");
        assertThat(DeviceChoice.firstLine("onnxruntime: no device")).isEqualTo("onnxruntime: no device");
    }

    @Test
    void devicesReadAsTheyAreWritten() {
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU).hasToString("cpu");
        assertThat(Device.parse("cuda:3")).isEqualTo(Device.cuda(3)).hasToString("cuda:3");
        assertThat(Device.parse("cuda")).isEqualTo(Device.cuda(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Device.parse("gpu"))
                .withMessage("device: expected cpu, cuda or cuda:N, found \"gpu\"");
        assertThatIllegalArgumentException().isThrownBy(() -> new Device(Device.Kind.CPU, 1));
    }

    @Test
    void settingsRefuseWhatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> SessionSettings.cpu(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionSettings.cpu(1).withDeviceOption("use_tf32", "0"))
                .withMessageStartingWith("device options: expected none for the CPU");
    }
}
