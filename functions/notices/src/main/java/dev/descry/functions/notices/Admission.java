package dev.descry.functions.notices;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/** Whether a caller is known: by a secret, by a token of an issuer, or by a certificate. One of them is enough. */
public final class Admission {
    private static final String BEARER = "bearer ";

    private final boolean open;
    private final Optional<byte[]> secret;
    private final boolean certificates;
    private final Issuers issuers;

    Admission(IntakeSettings settings) {
        this.open = settings.open();
        this.secret = settings.token().map(text -> text.getBytes(StandardCharsets.UTF_8));
        this.certificates = settings.clientCertificates();
        this.issuers = new Issuers(settings.issuers());
    }

    /** True when no caller but SNS can ever be known. */
    boolean shut() {
        return !open && secret.isEmpty() && !certificates && !issuers.any();
    }

    /** True when every caller counts as known. */
    boolean open() {
        return open;
    }

    /**
     * Whether the caller is known.
     *
     * @param authorization the header
     * @param token from the address
     * @param certified a client certificate was shown and is trusted
     */
    boolean admits(Optional<String> authorization, Optional<String> token, boolean certified) {
        if (open || (certificates && certified)) {
            return true;
        }
        Optional<String> bearer = authorization
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(header -> header.substring(BEARER.length()).strip());
        return bearer.filter(this::isSecret).isPresent()
                || token.filter(this::isSecret).isPresent()
                || bearer.filter(issuers::vouchFor).isPresent();
    }

    private boolean isSecret(String shown) {
        return secret.isPresent() && MessageDigest.isEqual(secret.get(), shown.getBytes(StandardCharsets.UTF_8));
    }
}
