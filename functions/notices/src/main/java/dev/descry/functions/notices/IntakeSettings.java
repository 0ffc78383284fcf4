package dev.descry.functions.notices;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a user can set of the intake. Nothing is taken in until buckets and a way to know the caller are set. */
@ConfigMapping(prefix = "descry.intake")
public interface IntakeSettings {
    /** {@code s3://bucket}, {@code gs://bucket}, {@code az://container}: no other is looked at. */
    Optional<Set<String>> buckets();

    /** The storage account of the containers. */
    Optional<String> azureAccount();

    /** Keys that end otherwise are passed over. */
    @WithDefault(".jpg,.jpeg,.png,.gif,.bmp,.webp,.tif,.tiff")
    List<String> suffixes();

    /** Objects stored as anything else are passed over. */
    @WithDefault("image/*,application/octet-stream,binary/octet-stream")
    List<String> mediaTypes();

    /** Address of the store that holds what runs do: {@code s3://captions}. */
    Optional<String> runs();

    /**
     * The bucket that keeps images told by an address of the web (see {@code descry.fetch}): {@code s3://photos}. None
     * are taken without.
     */
    Optional<String> inbox();

    /** Where events go; Knative sets it. */
    Optional<URI> sink();

    /** Time until a run is given up. */
    @WithDefault("1h")
    Duration allowed();

    /** Takes notices from anybody: only where nobody but the providers' own sources can reach the address. */
    @WithDefault("false")
    boolean open();

    /** A secret that callers show as {@code Authorization: Bearer …} or, where they can send no header, {@code ?token=}. */
    Optional<String> token();

    /** Takes notices from whoever shows a client certificate that the server's trust store knows. */
    @WithDefault("false")
    boolean clientCertificates();

    /** ARNs of the SNS topics whose signed messages are taken. */
    Optional<Set<String>> topics();

    /** Who may ask whether Event Grid may send here. */
    @WithDefault("eventgrid.azure.net")
    Set<String> origins();

    /** The Entra ID tenant whose tokens Event Grid shows, see the issuer {@code entra}. */
    Optional<String> entraTenant();

    /** Whose signed tokens are taken, by a name of your choice. */
    Map<String, IssuerSettings> issuers();

    /** An issuer of tokens (JWT, RS256): Google, Entra ID, a cluster. */
    interface IssuerSettings {
        /** As tokens name it; all of them are one. */
        List<String> names();

        /** Address of its keys (JWKS). */
        String keys();

        /** What tokens are for; the issuer is not in force without. */
        Optional<String> audience();

        /**
         * Claims a token must have, for example {@code email} of the account that calls. {@code azp|appid}: the first of
         * them that is there.
         */
        Map<String, String> claims();
    }
}
