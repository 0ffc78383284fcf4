package dev.descry.functions.notices;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    /** Event Grid's own application in every tenant. */
    private static final String EVENT_GRID = "4962773b-9cdb-44cf-a8bf-237846a00ab7";

    private HttpServer server;
    private String keys;
    private RsaJsonWebKey key;
    private Admission admission;

    @BeforeAll
    void serveKeys() throws Exception {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("k1");
        byte[] set = new JsonWebKeySet(key).toJson().getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
            exchange.close();
        });
        server.start();
        keys = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
        String prefix = "descry.intake.issuers.google.";
        admission = new Admission(settings(Map.of(
                prefix + "names", "https://accounts.google.com",
                prefix + "keys", keys,
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

    /** The issuer as it comes with the intake; only where its keys lie is another place here. */
    @Test
    void eventGridIsKnownByItsTokensOfBothVersionsOfEntraId() throws Exception {
        Admission entra = new Admission(settings(Map.of(
                "descry.intake.entra-tenant", "contoso",
                "descry.intake.issuers.entra.audience", "api://intake",
                "descry.intake.issuers.entra.keys", keys)));
        JwtClaims second = entra("https://login.microsoftonline.com/contoso/v2.0", "azp", EVENT_GRID);
        JwtClaims first = entra("https://sts.windows.net/contoso/", "appid", EVENT_GRID);
        JwtClaims somebody = entra("https://sts.windows.net/contoso/", "appid", "00000000-0000-0000-0000-000000000000");
        JwtClaims nobody = entra("https://sts.windows.net/contoso/", "sub", EVENT_GRID);
        JwtClaims tenant = entra("https://sts.windows.net/fabrikam/", "appid", EVENT_GRID);
        JwtClaims both = entra("https://sts.windows.net/contoso/", "azp", "somebody");
        both.setStringClaim("appid", EVENT_GRID);
        JwtClaims others = entra("https://sts.windows.net/contoso/", "appid", EVENT_GRID);
        others.setAudience("api://other");

        for (JwtClaims known : new JwtClaims[] {second, first}) {
            assertThat(entra.admits(Optional.of("Bearer " + token(known, key)), Optional.empty(), false))
                    .as(known.toString())
                    .isTrue();
        }
        for (JwtClaims refused : new JwtClaims[] {somebody, nobody, tenant, both, others}) {
            assertThat(entra.admits(Optional.of("Bearer " + token(refused, key)), Optional.empty(), false))
                    .as(refused.toString())
                    .isFalse();
        }
    }

    private static JwtClaims entra(String issuer, String claim, String caller) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience("api://intake");
        claims.setExpirationTimeMinutesInTheFuture(10);
        claims.setStringClaim(claim, caller);
        return claims;
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
        return Intakes.warnings(new Admission(settings), settings);
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

    private static PropertiesConfigSource presets() {
        try {
            return new PropertiesConfigSource(
                    AdmissionTest.class.getResource("/META-INF/microprofile-config.properties"), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IntakeSettings settings(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(presets())
                .withMapping(IntakeSettings.class)
                .withSources(new PropertiesConfigSource(values, "test", 300))
                .withConverter(Duration.class, 200, new DurationConverter())
                .build()
                .getConfigMapping(IntakeSettings.class);
    }
}
