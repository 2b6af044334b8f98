package dev.postern.wire.sigv4;

import java.util.Optional;

/** All access keys that exist and are active. It is asked for every request: it must answer from memory. */
@FunctionalInterface
public interface CredentialStore {
    Optional<Credential> find(String accessKeyId);
}
