package dev.postern.model.kms;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A key that never leaves: it encrypts, signs, or makes codes that authenticate messages.
 *
 * @param id in the form of a UUID
 * @param keeper whether it is the account's own, or AWS's for a service in the account
 * @param material what it has been made of, oldest first: what was encrypted with an older one is still decrypted
 * @param special what it is, where that is not a symmetric key that encrypts
 * @param policy who may do what with it, as JSON
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html">AWS KMS concepts</a>
 */
public record KmsKey(
        Scope scope,
        String id,
        Keeper keeper,
        String description,
        Status status,
        Rotation rotation,
        List<KeyMaterial> material,
        Optional<KeyKind> special,
        String policy,
        Instant createdAt,
        Tags tags)
        implements KmsResource {
    public KmsKey {
        material = List.copyOf(material);
    }

    /** Whose key it is, in the account in which it is. */
    public enum Keeper {
        CUSTOMER,
        AWS
    }

    /** Whether it can be used. */
    public sealed interface Status {}

    public record Enabled() implements Status {}

    public record Disabled() implements Status {}

    /**
     * It is going to be deleted.
     *
     * @param at when it goes, with all that was encrypted with it
     */
    public record PendingDeletion(Instant at) implements Status {}

    /**
     * When it gets new material by itself.
     *
     * @param periodInDays 90 to 2,560
     * @param next when it does; empty while it does not
     */
    public record Rotation(int periodInDays, Optional<Instant> next) {
        public static final int PERIOD_BY_DEFAULT = 365;
        public static final Rotation NONE = new Rotation(PERIOD_BY_DEFAULT, Optional.empty());
    }

    @Override
    public String key() {
        return id;
    }

    public Arn arn() {
        return Arn.of("kms", scope, "key/" + id);
    }

    /** What it is and what it is for. */
    public KeyKind kind() {
        return special.orElse(KeyKind.SYMMETRIC);
    }

    /** Whether it is a symmetric key that encrypts: only such keys rotate, have data keys, and serve other services. */
    public boolean isSymmetric() {
        return kind().equals(KeyKind.SYMMETRIC);
    }

    /** The material that encrypts. */
    public KeyMaterial current() {
        return material.getLast();
    }

    public boolean isEnabled() {
        return status instanceof Enabled;
    }

    /** When it is next something else by time alone. */
    public Optional<Instant> nextByTime() {
        return switch (status) {
            case PendingDeletion(Instant at) -> Optional.of(at);
            case Enabled _ -> rotation.next();
            case Disabled _ -> Optional.empty();
        };
    }

    public KmsKey with(Status newStatus) {
        return new KmsKey(
                scope, id, keeper, description, newStatus, rotation, material, special, policy, createdAt, tags);
    }

    public KmsKey with(Rotation newRotation) {
        return new KmsKey(
                scope, id, keeper, description, status, newRotation, material, special, policy, createdAt, tags);
    }

    public KmsKey withDescription(String newDescription) {
        return new KmsKey(
                scope, id, keeper, newDescription, status, rotation, material, special, policy, createdAt, tags);
    }

    public KmsKey withPolicy(String newPolicy) {
        return new KmsKey(
                scope, id, keeper, description, status, rotation, material, special, newPolicy, createdAt, tags);
    }

    public KmsKey withTags(UnaryOperator<Tags> change) {
        return new KmsKey(
                scope,
                id,
                keeper,
                description,
                status,
                rotation,
                material,
                special,
                policy,
                createdAt,
                change.apply(tags));
    }

    /** The same that encrypts with new material from now on. */
    public KmsKey rotated(KeyMaterial fresh) {
        List<KeyMaterial> all =
                Stream.concat(material.stream(), Stream.of(fresh)).toList();
        return new KmsKey(scope, id, keeper, description, status, rotation, all, special, policy, createdAt, tags);
    }

    /** Without its material. */
    @Override
    public String toString() {
        return arn().toString();
    }
}
