package dev.postern.model.acm;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * A certificate that somebody has imported, with its key.
 *
 * @param id in the form of a UUID
 * @param body the certificate, as PEM
 * @param chain those that lead from it to a root, as PEM
 * @param privateKey of the form PKCS #8, as PEM: for whoever ends TLS, and told to nobody
 * @param importedAt when it was imported last
 * @see <a href="https://docs.aws.amazon.com/acm/latest/userguide/import-certificate.html">Import certificates</a>
 */
public record Certificate(
        Scope scope,
        String id,
        String body,
        Optional<String> chain,
        String privateKey,
        Instant createdAt,
        Instant importedAt,
        Tags tags)
        implements AcmResource {
    @Override
    public String key() {
        return id;
    }

    public Arn arn() {
        return Arn.of("acm", scope, "certificate/" + id);
    }

    public Certificate withTags(Tags newTags) {
        return new Certificate(scope, id, body, chain, privateKey, createdAt, importedAt, newTags);
    }

    /** The same under its ARN, with other content. */
    public Certificate with(String newBody, Optional<String> newChain, String newKey, Instant now) {
        return new Certificate(scope, id, newBody, newChain, newKey, createdAt, now, tags);
    }

    /** Without its key. */
    @Override
    public String toString() {
        return arn().toString();
    }
}
