package dev.postern.services.iam;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.AccessKey;
import dev.postern.model.iam.Account;
import dev.postern.model.request.Ids;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes accounts. What else a new account finds, as a default VPC, other services add to the same commit. */
public final class Accounts {
    /** The account of a cloud for which none was named. */
    public static final AccountId DEFAULT = new AccountId("000000000000");

    private Accounts() {}

    /**
     * An access key of an account's root user.
     *
     * @param id what clients send; any text without spaces will do
     * @param secret what clients sign with
     */
    public record RootKey(String id, String secret) {
        /** What existing tools expect of a local cloud. */
        public static final RootKey DEFAULT = new RootKey("test", "test");

        public RootKey {
            if (!id.matches("[A-Za-z0-9_]{1,128}")) {
                throw new IllegalArgumentException("not an access key id: " + id);
            }
            if (secret.isEmpty() || secret.length() > 128 || !secret.matches("[\\x21-\\x7e]+")) {
                throw new IllegalArgumentException("not a secret access key");
            }
        }

        /** Reads {@code KEY:SECRET}. */
        public static RootKey parse(String text) {
            int colon = text.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("credentials are KEY:SECRET");
            }
            return new RootKey(text.substring(0, colon), text.substring(colon + 1));
        }

        public static RootKey generate(Ids ids) {
            return new RootKey("AKIA" + ids.base32(16), ids.secret(40));
        }

        @Override
        public String toString() {
            return "RootKey[" + id + "]"; // never the secret: this may reach a log
        }
    }

    /**
     * A new account with its root key.
     *
     * @throws IllegalArgumentException when the account exists, or the key belongs to another one
     */
    public static Change create(Snapshot snapshot, AccountId id, RootKey key, Instant now) {
        if (exists(snapshot, id)) {
            throw new IllegalArgumentException("account " + id + " exists already");
        }
        requireFree(snapshot, id, key);
        return Change.builder()
                .put(new Account(id, now))
                .put(accessKey(id, key, now))
                .build();
    }

    /** The account with this root key and no other; nothing when it is so already. */
    public static Change ensure(Snapshot snapshot, AccountId id, RootKey key, Instant now) {
        if (!exists(snapshot, id)) {
            return create(snapshot, id, key, now);
        }
        requireFree(snapshot, id, key);
        Optional<AccessKey> same = snapshot.find(AccessKey.class, Scope.GLOBAL, key.id())
                .filter(known -> known.secret().equals(key.secret()) && known.active());
        if (same.isPresent()) {
            return Change.NONE;
        }
        Change.Builder change = Change.builder();
        snapshot.all(AccessKey.class).in(Scope.GLOBAL).stream()
                .filter(known -> known.account().equals(id) && known.userName().isEmpty())
                .forEach(change::remove);
        return change.put(accessKey(id, key, now)).build();
    }

    public static boolean exists(Snapshot snapshot, AccountId id) {
        return snapshot.find(Account.class, Scope.GLOBAL, id.value()).isPresent();
    }

    /** An id that no account has. */
    public static AccountId newId(Snapshot snapshot, RandomGenerator random) {
        while (true) {
            AccountId id = new AccountId("%012d".formatted(random.nextLong(100_000_000_000L, 1_000_000_000_000L)));
            if (!exists(snapshot, id) && !id.equals(AccountId.AMAZON)) {
                return id;
            }
        }
    }

    private static void requireFree(Snapshot snapshot, AccountId id, RootKey key) {
        snapshot.find(AccessKey.class, Scope.GLOBAL, key.id())
                .filter(known -> !known.account().equals(id) || known.userName().isPresent())
                .ifPresent(known -> {
                    throw new IllegalArgumentException("access key " + key.id() + " belongs to somebody else");
                });
    }

    private static AccessKey accessKey(AccountId id, RootKey key, Instant now) {
        return new AccessKey(key.id(), id, Optional.empty(), key.secret(), true, now);
    }
}
