package dev.descry.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What OpenDAL is told about a store: the address, and from the environment the variables that the providers' own tools
 * read. Where those are absent OpenDAL looks for itself: profiles, web identity, the metadata server of the machine.
 */
record OpenDalSettings(String service, Map<String, String> values) {
    private static final List<String> SECRET =
            List.of("access_key_id", "secret_access_key", "session_token", "account_key", "sas_token");
    /** S3 servers outside AWS take any region that both sides sign with, and this is what their tools assume. */
    private static final String REGION = "us-east-1";

    static OpenDalSettings of(StoreAddress address, Map<String, String> environment) {
        Reader from = new Reader(address, environment, new LinkedHashMap<>());
        return switch (address.scheme()) {
            case "s3" -> from.s3();
            case "gs" -> from.gcs();
            case "az" -> from.azure();
            default -> new OpenDalSettings("memory", Map.of());
        };
    }

    Collection<String> secrets() {
        return SECRET.stream()
                .flatMap(name -> Stream.ofNullable(values.get(name)))
                .filter(secret -> !secret.isBlank())
                .toList();
    }

    private record Reader(StoreAddress address, Map<String, String> environment, Map<String, String> values) {
        OpenDalSettings s3() {
            take("access_key_id", "AWS_ACCESS_KEY_ID");
            take("secret_access_key", "AWS_SECRET_ACCESS_KEY");
            take("session_token", "AWS_SESSION_TOKEN");
            take("endpoint", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
            take("region", "AWS_REGION", "AWS_DEFAULT_REGION");
            if (values.containsKey("endpoint")) {
                values.putIfAbsent("region", REGION);
            }
            return settings("s3", "bucket");
        }

        OpenDalSettings gcs() {
            take("credential_path", "GOOGLE_APPLICATION_CREDENTIALS");
            take("endpoint");
            first("STORAGE_EMULATOR_HOST").ifPresent(host -> {
                values.putIfAbsent("endpoint", host.contains("://") ? host : "http://" + host);
                // OpenDAL 0.48.2 escapes the names of objects once for the signer to undo: a request without one names
                // others.
                values.put("token", "emulator");
                values.put("disable_vm_metadata", "true");
                values.put("disable_config_load", "true");
            });
            return settings("gcs", "bucket");
        }

        OpenDalSettings azure() {
            take("account_name", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_ACCOUNT_NAME");
            take("account_key", "AZURE_STORAGE_KEY", "AZURE_STORAGE_ACCOUNT_KEY");
            take("sas_token", "AZURE_STORAGE_SAS_TOKEN");
            take("endpoint", "AZURE_STORAGE_ENDPOINT");
            if (!values.containsKey("endpoint") && values.containsKey("account_name")) {
                values.put("endpoint", "https://" + values.get("account_name") + ".blob.core.windows.net");
            }
            return settings("azblob", "container");
        }

        private OpenDalSettings settings(String service, String container) {
            values.put(container, address.bucket());
            values.put("root", "/" + address.prefix());
            return new OpenDalSettings(service, Map.copyOf(values));
        }

        /** The option of the address, or else the first of the variables that says something. */
        private void take(String name, String... variables) {
            Optional.ofNullable(address.options().get(name))
                    .or(() -> first(variables))
                    .ifPresent(value -> values.put(name, value));
        }

        private Optional<String> first(String... variables) {
            return Stream.of(variables)
                    .flatMap(variable -> Stream.ofNullable(environment.get(variable)))
                    .filter(value -> !value.isBlank())
                    .findFirst();
        }
    }
}
