package dev.postern.model.kms;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What somebody may do with a key whatever its policy says.
 *
 * @param id 64 hexadecimal digits
 * @param keyId of a key in the same account and Region
 * @param name empty for none
 * @param grantee the ARN of who may
 * @param retiring the ARN of who may end it
 * @param issuer the account that made it
 * @param operations as {@code Decrypt}
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/grants.html">Grants in AWS KMS</a>
 */
public record KeyGrant(
        Scope scope,
        String id,
        String keyId,
        String name,
        String grantee,
        Optional<String> retiring,
        AccountId issuer,
        List<String> operations,
        Optional<Constraint> constraint,
        Instant createdAt)
        implements KmsResource {
    public KeyGrant {
        operations = List.copyOf(operations);
    }

    /**
     * What the encryption context of a request must have.
     *
     * @param pairs that it must have
     * @param exactly whether it must have no others
     */
    public record Constraint(SortedMap<String, String> pairs, boolean exactly) {
        public Constraint {
            pairs = Collections.unmodifiableSortedMap(new TreeMap<>(pairs));
        }
    }

    @Override
    public String key() {
        return id;
    }
}
