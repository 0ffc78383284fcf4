package dev.descry.functions.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tokens as Google and Entra ID sign them, with keys served over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionTest {
    private static final String AUDIENCE = "https://intake.example/";

    private HttpServer server;
    private RsaJsonWebKey key;
    private Admission admission;

    @BeforeAll
    void serveKeys() throws Exception {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("k1");
        byte[] keys = new JsonWebKeySet(key).toJson().getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        String prefix = "descry.intake.issuers.google.";
        admission = new Admission(settings(Map.of(
                prefix + "names", "https://accounts.google.com",
                prefix + "keys", "http://127.0.0.1:" + server.getAddress().getPort() + "/keys",
                prefix + "audience", AUDIENCE,
                prefix + "claims.email", "invoker@acme.iam.gserviceaccount.com",
                prefix + "claims.email_verified", "true")));
    }

    @AfterAll
    void stop() {
        server.stop(0);
    }

    @Test
    void aTokenOfTheIssuerForUsIsTaken() throws Exception {
        assertThat(admits(token(claims(), key))).isTrue();
    }

    @Test
    void aTokenForOthersOfOthersOrOutOfTimeIsRefused() throws Exception {
        JwtClaims others = claims();
        others.setAudience("https://other.example/");
        JwtClaims elsewhere = claims();
        elsewhere.setIssuer("https://evil.example");
        JwtClaims late = claims();
        late.setExpirationTimeMinutesInTheFuture(-5);
        JwtClaims endless = claims();
        endless.unsetClaim("exp");
        JwtClaims somebody = claims();
        somebody.setStringClaim("email", "somebody@acme.iam.gserviceaccount.com");
        JwtClaims unverified = claims();
        unverified.setClaim("email_verified", false);

        for (JwtClaims refused : new JwtClaims[] {others, elsewhere, late, endless, somebody, unverified}) {
            assertThat(admits(token(refused, key))).as(refused.toString()).isFalse();
        }
    }

    @Test
    void aTokenWithAnotherOrNoSignatureIsRefused() throws Exception {
        RsaJsonWebKey another = RsaJwkGenerator.generateJwk(2048);
        another.setKeyId("k1");
        String good = token(claims(), key);

        assertThat(admits(token(claims(), another))).isFalse();
        assertThat(admits(good.substring(0, good.lastIndexOf('.') + 1))).isFalse();
        assertThat(admits("eyJhbGciOiJub25lIn0." + good.split("\\.", -1)[1] + "."))
                .isFalse();
        assertThat(admits("no token")).isFalse();
    }

    @Test
    void nobodyIsKnownUntilSomethingIsSet() {
        Admission none = new Admission(settings(Map.of()));

        assertThat(none.shut()).isTrue();
        assertThat(none.admits(Optional.of("Bearer x"), Optional.of("x"), true)).isFalse();
    }

    @Test
    void anIntakeThatRefusesOrTakesEverythingSaysSoAtItsStart() {
        assertThat(warnings(Map.of()))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("answered 401", "descry.intake.token"))
                .anySatisfy(line -> assertThat(line).contains("answered 403", "descry.intake.buckets"));
        Map<String, String> open = Map.of("descry.intake.open", "true", "descry.intake.buckets", "s3://photos");
        assertThat(warnings(open)).singleElement().asString().contains("from everybody", "descry.intake.open");
        Map<String, String> topics =
                Map.of("descry.intake.topics", "arn:aws:sns:eu:1:uploads", "descry.intake.buckets", "s3://photos");
        assertThat(warnings(topics)).isEmpty();
        Map<String, String> token = Map.of("descry.intake.token", "x", "descry.intake.buckets", "s3://photos");
        assertThat(warnings(token)).isEmpty();
    }

    private static List<String> warnings(Map<String, String> values) {
        IntakeSettings settings = settings(values);
        return Opening.warnings(new Admission(settings), settings);
    }

    @Test
    void aCertificateCountsWhereItIsAskedFor() {
        Admission certificates = new Admission(settings(Map.of("descry.intake.client-certificates", "true")));

        assertThat(certificates.admits(Optional.empty(), Optional.empty(), true))
                .isTrue();
        assertThat(certificates.admits(Optional.empty(), Optional.empty(), false))
                .isFalse();
    }

    private boolean admits(String token) {
        return admission.admits(Optional.of("Bearer " + token), Optional.empty(), false);
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("https://accounts.google.com");
        claims.setAudience(AUDIENCE);
        claims.setExpirationTimeMinutesInTheFuture(10);
        claims.setStringClaim("email", "invoker@acme.iam.gserviceaccount.com");
        claims.setClaim("email_verified", true);
        return claims;
    }

    private static String token(JwtClaims claims, RsaJsonWebKey signer) throws JoseException {
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setKey(signer.getPrivateKey());
        token.setKeyIdHeaderValue(signer.getKeyId());
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        return token.getCompactSerialization();
    }

    private static IntakeSettings settings(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(IntakeSettings.class)
                .withDefaultValues(values)
                .withConverter(Duration.class, 200, new DurationConverter())
                .build()
                .getConfigMapping(IntakeSettings.class);
    }
}
