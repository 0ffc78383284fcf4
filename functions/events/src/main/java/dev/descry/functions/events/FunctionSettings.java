package dev.descry.functions.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is set for one deployed function, as {@code DESCRY_FUNCTION_STORE} and so on. */
@ConfigMapping(prefix = "descry.function")
public interface FunctionSettings {
    /** As triggers and routing slips write it. */
    String name();

    /** Address of the store that holds runs and captions: a folder, {@code s3://bucket/prefix} and so on. */
    String store();

    /** The archive may write beside images. */
    @WithDefault("true")
    boolean sidecars();

    /** What a caller is told to wait when all places are taken. */
    @WithDefault("1s")
    Duration retryAfter();
}
