package dev.descry.functions.notices;

import dev.descry.event.upload.SnsMessage;
import io.quarkus.logging.Log;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The topics whose messages are taken, and the certificates that sign them. */
final class SnsTopics {
    /** SNS changes certificates rarely and has one for each region. */
    private static final int MOST_CERTIFICATES = 64;

    private final Set<String> topics;
    private final AmazonPages pages;
    private final Map<URI, X509Certificate> certificates = new ConcurrentHashMap<>();

    SnsTopics(Set<String> topics, AmazonPages pages) {
        this.topics = topics;
        this.pages = pages;
    }

    /** True for a message of one of the topics that SNS signed. */
    boolean trust(SnsMessage message) {
        return topics.contains(message.topic())
                && SnsMessage.ofAmazon(message.certificate())
                && certificate(message.certificate()).filter(message::signedBy).isPresent();
    }

    /** Tells SNS that the topic is wanted; only for a message that is trusted. */
    void confirm(SnsMessage message) throws IOException, InterruptedException {
        URI address = message.subscribeUrl()
                .filter(SnsMessage::ofAmazon)
                .orElseThrow(() -> new IllegalArgumentException(
                        "notice: expected an address of SNS to confirm at, found another"));
        pages.get(address);
        Log.infof("subscribed to %s", message.topic());
    }

    private Optional<X509Certificate> certificate(URI address) {
        X509Certificate known = certificates.get(address);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            X509Certificate fetched = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pages.get(address)));
            if (certificates.size() < MOST_CERTIFICATES) {
                certificates.put(address, fetched);
            }
            return Optional.of(fetched);
        } catch (IOException | CertificateException e) {
            Log.warnf("SNS: expected a certificate, found %s; the message is refused", e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
