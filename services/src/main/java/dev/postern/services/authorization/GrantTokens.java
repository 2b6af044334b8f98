package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.kms.KeyGrant;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What stands for a grant that is new. Grants are in force at once here, so it is only another name of one.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/using-grant-token.html">Using a grant token</a>
 */
public final class GrantTokens {
    private GrantTokens() {}

    public static String of(KeyGrant grant) {
        String text = grant.scope().account() + ":" + grant.id();
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The grant for which it stands; empty where it stands for none, or for one that has ended. */
    public static Optional<KeyGrant> grant(Snapshot snapshot, Region region, String text) {
        String plain;
        try {
            plain = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = plain.indexOf(':');
        if (colon < 0 || !AccountId.isValid(plain.substring(0, colon))) {
            return Optional.empty();
        }
        Scope scope = new Scope(new AccountId(plain.substring(0, colon)), region);
        return snapshot.find(KeyGrant.class, scope, plain.substring(colon + 1));
    }
}
