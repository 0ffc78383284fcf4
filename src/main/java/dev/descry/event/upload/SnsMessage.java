package dev.descry.event.upload;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A message of Amazon SNS, to be verified before anything in it is used. Its signature covers the members that
 * {@link #signed} lists, by the rules of "Verifying the signatures of Amazon SNS messages" (AWS documentation).
 *
 * @param type {@code Notification}, {@code SubscriptionConfirmation} or {@code UnsubscribeConfirmation}
 * @param topic the ARN
 * @param message the notice of a notification, as text
 * @param subscribeUrl to be fetched to confirm a subscription
 * @param certificate where the certificate of the signature lies
 * @param members all texts of the message by name
 */
public record SnsMessage(
        String type,
        String topic,
        String message,
        Optional<URI> subscribeUrl,
        URI certificate,
        Map<String, String> members)
        implements Notice {
    public static final String NOTIFICATION = "Notification";
    public static final String CONFIRMATION = "SubscriptionConfirmation";

    private static final Pattern HOST = Pattern.compile("sns\\.[a-z0-9-]{3,32}\\.amazonaws\\.com(\\.cn)?");
    private static final Map<String, String> ALGORITHMS = Map.of("1", "SHA1withRSA", "2", "SHA256withRSA");

    public SnsMessage {
        members = Map.copyOf(members);
    }

    static SnsMessage read(JsonNode json) {
        Map<String, String> members = new TreeMap<>();
        json.properties().forEach(member -> {
            if (member.getValue().isTextual()) {
                members.put(member.getKey(), member.getValue().textValue());
            }
        });
        return new SnsMessage(
                Members.text(json, "Type"),
                Members.text(json, "TopicArn"),
                Members.text(json, "Message"),
                Members.optional(json, "SubscribeURL").map(SnsMessage::uri),
                uri(Members.text(json, "SigningCertURL")),
                members);
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("notice: expected an address of SNS, found something else", e);
        }
    }

    /** True for an https address of SNS itself: nothing else may say who signed, or be told that a topic is wanted. */
    public static boolean ofAmazon(URI address) {
        return "https".equals(address.getScheme())
                && address.getHost() != null
                && HOST.matcher(address.getHost()).matches()
                && address.getPort() == -1
                && address.getUserInfo() == null;
    }

    /** True when the holder of this certificate signed the message. */
    public boolean signedBy(X509Certificate holder) {
        String algorithm = ALGORITHMS.get(members.getOrDefault("SignatureVersion", ""));
        if (algorithm == null) {
            return false;
        }
        try {
            holder.checkValidity();
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(holder);
            check.update(signed().getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getDecoder().decode(members.getOrDefault("Signature", "")));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** What the signature covers: names and values, each with a line feed behind it. */
    String signed() {
        List<String> names = type.equals(NOTIFICATION)
                ? List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
                : List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            String value = members.get(name);
            if (value != null) {
                text.append(name).append('\n').append(value).append('\n');
            }
        }
        return text.toString();
    }
}
