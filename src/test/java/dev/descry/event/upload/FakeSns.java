package dev.descry.event.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Signs messages as SNS does, with a key and a certificate of its own. */
public final class FakeSns {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "changeit";

    private final PrivateKey key;
    private final X509Certificate certificate;

    private FakeSns(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** With a new key, made by the JDK's keytool in the folder. */
    public static FakeSns in(Path folder) throws Exception {
        Path store = folder.resolve("sns.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "sns",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=sns.amazonaws.com",
                        "-validity",
                        "2")
                .inheritIO()
                .start();
        if (made.waitFor() != 0) {
            throw new IOException("keytool: expected a key, found exit status " + made.exitValue());
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new FakeSns(
                (PrivateKey) keys.getKey("sns", PASSWORD.toCharArray()), (X509Certificate) keys.getCertificate("sns"));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate as SNS serves it. */
    public String pem() throws GeneralSecurityException {
        String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }

    /** The message with a signature of the version it names. */
    public String sign(String message) throws GeneralSecurityException, JsonProcessingException {
        ObjectNode json = (ObjectNode) JSON.readTree(message);
        boolean old = json.path("SignatureVersion").asText().equals("1");
        Signature signature = Signature.getInstance(old ? "SHA1withRSA" : "SHA256withRSA");
        signature.initSign(key);
        signature.update(SnsMessage.read(json).signed().getBytes(StandardCharsets.UTF_8));
        return json.put("Signature", Base64.getEncoder().encodeToString(signature.sign()))
                .toString();
    }
}
