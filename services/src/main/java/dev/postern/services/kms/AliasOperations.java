package dev.postern.services.kms;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.Keyring;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;

/** The aliases of keys. */
interface AliasOperations extends KmsOperations {
    int ALIASES_A_PAGE = 50;
    int ALIASES_OF_A_KEY_MAX = 50;

    @Override
    default CreateAliasResponse createAlias(CreateAliasRequest request) {
        requireOwnName(request.aliasName());
        return commit(call -> {
            KmsKey key = target(call, request.targetKeyId());
            KeyAlias alias = new KeyAlias(call.scope(), request.aliasName(), key.id(), call.now(), call.now());
            if (call.snapshot().find(KeyAlias.class, call.scope(), alias.name()).isPresent()) {
                throw KmsError.ALREADY_EXISTS.of("An alias with the name " + alias.arn() + " already exists");
            }
            requireRoom(call, key);
            return new Outcome<>(
                    Change.put(alias), CreateAliasResponse.builder().build());
        });
    }

    @Override
    default UpdateAliasResponse updateAlias(UpdateAliasRequest request) {
        requireOwnName(request.aliasName());
        return commit(call -> {
            KeyAlias alias = alias(call, request.aliasName());
            KmsKey key = target(call, request.targetKeyId());
            if (!key.id().equals(alias.keyId())) {
                requireSameType(call.key(alias.keyId()), key);
                requireRoom(call, key);
            }
            return new Outcome<>(
                    Change.put(alias.to(key.id(), call.now())),
                    UpdateAliasResponse.builder().build());
        });
    }

    @Override
    default DeleteAliasResponse deleteAlias(DeleteAliasRequest request) {
        requireOwnName(request.aliasName());
        return commit(call -> new Outcome<>(
                Change.remove(alias(call, request.aliasName())),
                DeleteAliasResponse.builder().build()));
    }

    @Override
    default ListAliasesResponse listAliases(ListAliasesRequest request) {
        return read(call -> {
            Collection<KeyAlias> all = request.keyId() == null
                    ? call.snapshot().all(KeyAlias.class).in(call.scope())
                    : call.snapshot()
                            .by(
                                    Indexes.ALIASES_BY_KEY,
                                    call.own(request.keyId()).id())
                            .values();
            Page<KeyAlias> page =
                    KmsCall.page(request, all, KeyAlias::name, request.marker(), request.limit(), ALIASES_A_PAGE);
            return ListAliasesResponse.builder()
                    .aliases(page.items().stream().map(AliasOperations::view).toList())
                    .truncated(page.truncated())
                    .nextMarker(page.next())
                    .build();
        });
    }

    private static AliasListEntry view(KeyAlias alias) {
        return AliasListEntry.builder()
                .aliasName(alias.name())
                .aliasArn(alias.arn().toString())
                .targetKeyId(alias.keyId())
                .creationDate(alias.createdAt())
                .lastUpdatedDate(alias.updatedAt())
                .build();
    }

    private static void requireOwnName(String name) {
        if (!name.startsWith(KeyAlias.PREFIX)) {
            throw KmsError.VALIDATION.of("Alias must start with the prefix \"alias/\". Please see"
                    + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
        }
        if (name.equals(KeyAlias.PREFIX)) {
            throw KmsError.INVALID_ALIAS_NAME.of("Alias must have a name after the prefix \"alias/\".");
        }
        if (name.startsWith(KeyAlias.RESERVED)) {
            throw KmsError.NOT_AUTHORIZED.of("");
        }
    }

    private static KmsKey target(KmsCall call, @Nullable String keyId) {
        if (keyId != null && keyId.contains(KeyAlias.PREFIX)) {
            throw KmsError.VALIDATION.of("Aliases must refer to keys. Not aliases");
        }
        return Keyring.lasting(call.own(keyId));
    }

    private static KeyAlias alias(KmsCall call, String name) {
        return call.snapshot()
                .find(KeyAlias.class, call.scope(), name)
                .orElseThrow(
                        () -> KmsError.NOT_FOUND.of("Alias " + Arn.of("kms", call.scope(), name) + " is not found."));
    }

    /** Who uses a key by its alias counts on what it can do: AWS lets only a new alias name a key of another type. */
    private static void requireSameType(KmsKey current, KmsKey next) {
        boolean same = current.isSymmetric() == next.isSymmetric()
                && current.kind().spec().isPair() == next.kind().spec().isPair()
                && current.kind().usage() == next.kind().usage();
        if (!same) {
            throw KmsError.VALIDATION.of("The current and new KMS key must be the same type (both symmetric or both"
                    + " asymmetric or both HMAC), and they must have the same key usage.");
        }
    }

    private static void requireRoom(KmsCall call, KmsKey key) {
        if (call.snapshot().by(Indexes.ALIASES_BY_KEY, key.id()).size() >= ALIASES_OF_A_KEY_MAX) {
            throw KmsError.LIMIT_EXCEEDED.of(
                    "The quota of " + ALIASES_OF_A_KEY_MAX + " aliases of a key has been reached.");
        }
    }
}
