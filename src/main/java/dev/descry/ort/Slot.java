package dev.descry.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;

/**
 * The functions of {@code struct OrtApi} in use: the place of each in that table of pointers, which only ever grows at its
 * end, and its parameters (onnxruntime_c_api.h, 1.29.0). All but the exceptions noted return an {@code OrtStatus*}.
 */
enum Slot {
    GET_ERROR_CODE(1, FunctionDescriptor.of(JAVA_INT, ADDRESS)),
    GET_ERROR_MESSAGE(2, FunctionDescriptor.of(ADDRESS, ADDRESS)),
    CREATE_ENV(3, JAVA_INT, ADDRESS, ADDRESS),
    CREATE_SESSION(7, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
    CREATE_SESSION_FROM_ARRAY(8, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    CREATE_SESSION_OPTIONS(10, ADDRESS),
    SET_INTRA_OP_NUM_THREADS(24, ADDRESS, JAVA_INT),
    SET_INTER_OP_NUM_THREADS(25, ADDRESS, JAVA_INT),
    SESSION_GET_INPUT_COUNT(30, ADDRESS, ADDRESS),
    SESSION_GET_OUTPUT_COUNT(31, ADDRESS, ADDRESS),
    SESSION_GET_INPUT_TYPE_INFO(33, ADDRESS, JAVA_LONG, ADDRESS),
    SESSION_GET_OUTPUT_TYPE_INFO(34, ADDRESS, JAVA_LONG, ADDRESS),
    SESSION_GET_INPUT_NAME(36, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    SESSION_GET_OUTPUT_NAME(37, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    CREATE_RUN_OPTIONS(39, ADDRESS),
    RUN_OPTIONS_SET_TERMINATE(46, ADDRESS),
    RUN_OPTIONS_UNSET_TERMINATE(47, ADDRESS),
    CREATE_TENSOR(48, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS),
    CREATE_TENSOR_WITH_DATA(49, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS),
    GET_TENSOR_MUTABLE_DATA(51, ADDRESS, ADDRESS),
    CAST_TYPE_INFO_TO_TENSOR_INFO(55, ADDRESS, ADDRESS),
    GET_TENSOR_ELEMENT_TYPE(60, ADDRESS, ADDRESS),
    GET_DIMENSIONS_COUNT(61, ADDRESS, ADDRESS),
    GET_DIMENSIONS(62, ADDRESS, ADDRESS, JAVA_LONG),
    GET_SYMBOLIC_DIMENSIONS(63, ADDRESS, ADDRESS, JAVA_LONG),
    GET_TENSOR_TYPE_AND_SHAPE(65, ADDRESS, ADDRESS),
    CREATE_MEMORY_INFO(68, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS),
    MEMORY_INFO_GET_NAME(71, ADDRESS, ADDRESS),
    MEMORY_INFO_GET_ID(72, ADDRESS, ADDRESS),
    ALLOCATOR_FREE(76, ADDRESS, ADDRESS),
    GET_ALLOCATOR_WITH_DEFAULT_OPTIONS(78, ADDRESS),
    RELEASE_STATUS(93, release()),
    RELEASE_SESSION(95, release()),
    RELEASE_VALUE(96, release()),
    RELEASE_RUN_OPTIONS(97, release()),
    RELEASE_TYPE_INFO(98, release()),
    RELEASE_TENSOR_TYPE_AND_SHAPE_INFO(99, release()),
    RELEASE_SESSION_OPTIONS(100, release()),
    GET_AVAILABLE_PROVIDERS(125, ADDRESS, ADDRESS),
    RELEASE_AVAILABLE_PROVIDERS(126, ADDRESS, JAVA_INT),
    ADD_SESSION_CONFIG_ENTRY(130, ADDRESS, ADDRESS, ADDRESS),
    CREATE_ALLOCATOR(131, ADDRESS, ADDRESS, ADDRESS),
    RELEASE_ALLOCATOR(132, release()),
    RUN_WITH_BINDING(133, ADDRESS, ADDRESS, ADDRESS),
    CREATE_IO_BINDING(134, ADDRESS, ADDRESS),
    RELEASE_IO_BINDING(135, release()),
    BIND_INPUT(136, ADDRESS, ADDRESS, ADDRESS),
    BIND_OUTPUT(137, ADDRESS, ADDRESS, ADDRESS),
    BIND_OUTPUT_TO_DEVICE(138, ADDRESS, ADDRESS, ADDRESS),
    GET_BOUND_OUTPUT_VALUES(140, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
    CLEAR_BOUND_INPUTS(141, release()),
    CLEAR_BOUND_OUTPUTS(142, release()),
    ADD_RUN_CONFIG_ENTRY(165, ADDRESS, ADDRESS, ADDRESS),
    GET_TENSOR_MEMORY_INFO(194, ADDRESS, ADDRESS),
    APPEND_CUDA(204, ADDRESS, ADDRESS),
    CREATE_CUDA_OPTIONS(205, ADDRESS),
    UPDATE_CUDA_OPTIONS(206, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG),
    RELEASE_CUDA_OPTIONS(208, release()),
    REGISTER_EXECUTION_PROVIDER_LIBRARY(301, 22, ADDRESS, ADDRESS, ADDRESS),
    COPY_TENSORS(386, 23, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);

    private final int index;
    private final int since;

    @SuppressWarnings("ImmutableEnumChecker") // immutable, says its Javadoc
    private final FunctionDescriptor descriptor;

    Slot(int index, MemoryLayout... parameters) {
        this(index, FunctionTable.OLDEST_API, parameters);
    }

    Slot(int index, int since, MemoryLayout... parameters) {
        this.index = index;
        this.since = since;
        this.descriptor = FunctionDescriptor.of(ADDRESS, parameters);
    }

    Slot(int index, FunctionDescriptor descriptor) {
        this.index = index;
        this.since = FunctionTable.OLDEST_API;
        this.descriptor = descriptor;
    }

    /** The C shape {@code void f(T*)}. */
    private static FunctionDescriptor release() {
        return FunctionDescriptor.ofVoid(ADDRESS);
    }

    int index() {
        return index;
    }

    /** The API version that brought the function. */
    int since() {
        return since;
    }

    FunctionDescriptor descriptor() {
        return descriptor;
    }
}
