package dev.postern.wire.sigv4;

import dev.postern.model.request.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * What belongs to an access key id.
 *
 * @param secret the secret access key, with which the client signs
 * @param sessionToken for temporary credentials, the token that must come with the request
 * @param expiresAt for temporary credentials, from when on they are refused
 * @param caller who signs with it
 */
public record Credential(String secret, Optional<String> sessionToken, Optional<Instant> expiresAt, Caller caller) {
    @Override
    public String toString() {
        return "Credential[" + caller + "]"; // never the secret: this may reach a log
    }
}
