package dev.postern.services.kms;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KeyUsage;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.RequestContext;
import dev.postern.services.authorization.GrantTokens;
import dev.postern.services.fabric.Listing;
import dev.postern.services.keyring.Ciphertext;
import dev.postern.services.keyring.Keyring;
import dev.postern.wire.codec.Page;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.KmsRequest;

/** A request to KMS at a moment of the cloud. */
record KmsCall(Snapshot snapshot, RequestContext context) {
    Scope scope() {
        return context.scope();
    }

    Instant now() {
        return context.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The key that a request names by anything that names one, whosever it is: that the caller may use it was seen before. */
    KmsKey key(@Nullable String text) {
        return Keyring.find(snapshot, text, scope());
    }

    /** The key that a request names by its id or ARN, in the caller's own account. */
    KmsKey own(@Nullable String text) {
        String given = text == null ? "" : text;
        if (given.startsWith(KeyAlias.PREFIX) || given.contains(":" + KeyAlias.PREFIX)) {
            throw given.startsWith("arn:")
                    ? KmsError.INVALID_ARN.of("Invalid arn " + given)
                    : KmsError.NOT_FOUND.of("Invalid keyId " + given);
        }
        KmsKey key = key(given);
        if (!key.scope().account().equals(context.account())) {
            throw KmsError.NOT_FOUND.of("Key '" + key.arn() + "' does not exist");
        }
        return key;
    }

    /**
     * The key that a request names to use it, once all else is seen to be in order.
     *
     * @param operation that asks
     */
    KmsKey ready(
            @Nullable String keyId,
            KeyUsage usage,
            String operation,
            Collection<String> tokens,
            @Nullable Boolean dryRun) {
        return asked(Keyring.suited(Keyring.usable(key(keyId)), usage, operation), tokens, dryRun);
    }

    /** The symmetric key that a request names to encrypt a data key, once all else is seen to be in order. */
    KmsKey encrypting(@Nullable String keyId, String operation, Collection<String> tokens, @Nullable Boolean dryRun) {
        return asked(Keyring.ofDataKeys(key(keyId), operation), tokens, dryRun);
    }

    private KmsKey asked(KmsKey key, Collection<String> tokens, @Nullable Boolean dryRun) {
        requireTokens(tokens);
        KmsOperations.refuseDryRun(dryRun);
        return key;
    }

    /** What a symmetric key makes of some bytes. */
    SdkBytes seal(KmsKey key, byte[] plain, Map<String, String> encryptionContext) {
        String nonce = context.ids().hex(Ciphertext.NONCE_DIGITS);
        return SdkBytes.fromByteArrayUnsafe(Ciphertext.encrypt(key, plain, encryptionContext, nonce));
    }

    /** Grants are in force as soon as they are made, so a token changes nothing; but it must be one. */
    void requireTokens(Collection<String> tokens) {
        for (String text : tokens) {
            if (GrantTokens.grant(snapshot, context.region(), text).isEmpty()) {
                throw KmsError.INVALID_GRANT_TOKEN.of("Grant token " + text + " is invalid.");
            }
        }
    }

    /**
     * The page that a request asks for.
     *
     * @param limit how many it wants; null for as many as the operation gives
     */
    static <T> Page<T> page(
            KmsRequest request,
            Collection<T> all,
            Function<T, String> key,
            @Nullable String marker,
            @Nullable Integer limit,
            int usual) {
        return Page.of(
                Listing.regional(request),
                all,
                key,
                marker,
                limit == null ? usual : limit,
                () -> KmsError.INVALID_MARKER.of("Could not deserialize marker '" + marker + "'"));
    }
}
