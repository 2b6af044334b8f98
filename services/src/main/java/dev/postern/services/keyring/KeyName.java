package dev.postern.services.keyring;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KmsKey;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What requests call a key: its id, an alias, or the ARN of either.
 *
 * @param scope where the key is
 * @param resource {@code key/ID} or {@code alias/NAME}
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/concepts-key-id.html">Key identifiers (KeyId)</a>
 */
public record KeyName(Scope scope, String resource) {
    private static final String KEY = "key/";
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}", Pattern.CASE_INSENSITIVE);

    public static KeyName of(KmsKey key) {
        return new KeyName(key.scope(), KEY + key.id());
    }

    /** What a text means; empty where it can mean no key, as it has neither the form of an id, nor of an alias, nor of an ARN of one. */
    public static Optional<KeyName> parse(String text, Scope own) {
        if (text.startsWith("arn:")) {
            return Arn.parse(text).flatMap(KeyName::of);
        }
        return text.startsWith(KeyAlias.PREFIX)
                ? Optional.of(new KeyName(own, text))
                : Optional.of(text).filter(id -> ID.matcher(id).matches()).map(id -> new KeyName(own, KEY + id));
    }

    private static Optional<KeyName> of(Arn arn) {
        boolean named = arn.resource().startsWith(KeyAlias.PREFIX)
                || (arn.resource().startsWith(KEY)
                        && ID.matcher(arn.resource().substring(KEY.length())).matches());
        return Region.find(arn.region())
                .filter(_ -> named && arn.service().equals("kms") && AccountId.isValid(arn.account()))
                .map(region -> new KeyName(new Scope(new AccountId(arn.account()), region), arn.resource()));
    }

    public boolean isAlias() {
        return resource.startsWith(KeyAlias.PREFIX);
    }

    public Arn arn() {
        return Arn.of("kms", scope, resource);
    }

    /** The key that it means now. */
    public Optional<KmsKey> in(Snapshot snapshot) {
        return isAlias()
                ? snapshot.find(KeyAlias.class, scope, resource).flatMap(alias -> key(snapshot, alias.keyId()))
                : key(snapshot, resource.substring(KEY.length()));
    }

    private Optional<KmsKey> key(Snapshot snapshot, String id) {
        return snapshot.find(KmsKey.class, scope, id);
    }
}
