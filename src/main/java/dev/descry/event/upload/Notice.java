package dev.descry.event.upload;

/** One thing that a provider, or a user, told the intake. Nothing in it is trusted yet. */
public sealed interface Notice permits UploadNotice, SnsMessage, Notice.Validation, Notice.Address, Notice.Nothing {
    /**
     * Azure Event Grid asks whether this address wants its events; the answer repeats the code.
     *
     * @param code to be repeated
     */
    record Validation(String code) implements Notice {}

    /**
     * An image on the web is to be described.
     *
     * @param url as it was told; to be fetched under the rules for addresses from outside, or not at all
     */
    record Address(String url) implements Notice {}

    /**
     * Nothing to do: an object was removed, a provider tries its connection.
     *
     * @param reason for the log
     */
    record Nothing(String reason) implements Notice {}
}
