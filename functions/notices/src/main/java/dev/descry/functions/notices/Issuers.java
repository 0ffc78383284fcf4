package dev.descry.functions.notices;

import io.quarkus.logging.Log;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jspecify.annotations.Nullable;

/** Tokens of the issuers in the settings: signed, for us, in time, and with the claims asked for. */
final class Issuers {
    private static final int SKEW_SECONDS = 30;

    private final Map<JwtConsumer, Map<String, String>> consumers;

    Issuers(Map<String, IntakeSettings.IssuerSettings> issuers) {
        this.consumers = issuers.values().stream()
                .flatMap(issuer -> issuer.audience().stream().map(audience -> Map.entry(issuer, audience)))
                .collect(Collectors.toUnmodifiableMap(
                        entry -> consumer(entry.getKey(), entry.getValue()),
                        entry -> Map.copyOf(entry.getKey().claims())));
    }

    boolean any() {
        return !consumers.isEmpty();
    }

    private static JwtConsumer consumer(IntakeSettings.IssuerSettings issuer, String audience) {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(new HttpsJwks(issuer.keys())))
                .setExpectedIssuers(true, issuer.names().toArray(String[]::new))
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256))
                .build();
    }

    /** True when one of the issuers signed the token for us. */
    boolean vouchFor(String token) {
        return consumers.entrySet().stream().anyMatch(issuer -> vouches(issuer.getKey(), issuer.getValue(), token));
    }

    private static @Nullable String value(JwtClaims said, String names) {
        return Arrays.stream(names.split("\\|", -1))
                .filter(said::hasClaim)
                .findFirst()
                .map(name -> String.valueOf(said.getClaimValue(name)))
                .orElse(null);
    }

    private static boolean vouches(JwtConsumer issuer, Map<String, String> claims, String token) {
        try {
            JwtClaims said = issuer.processToClaims(token);
            return claims.entrySet().stream().allMatch(claim -> claim.getValue().equals(value(said, claim.getKey())));
        } catch (InvalidJwtException e) {
            Log.debugf(
                    "token refused, error codes %s",
                    e.getErrorDetails().stream()
                            .map(detail -> detail.getErrorCode())
                            .toList());
            return false;
        }
    }
}
