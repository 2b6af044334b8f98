package dev.postern.services.kms;

import dev.postern.model.Change;
import dev.postern.model.kms.KeyKind;
import dev.postern.model.kms.KeyMaterial;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.RequestContext;
import dev.postern.services.keyring.Keyring;
import dev.postern.services.keyring.Materials;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionRequest;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionResponse;

/** The life of keys. */
interface KeyOperations extends KmsOperations {
    int KEYS_MAX = 100_000;
    int KEYS_A_PAGE = 100;
    int WINDOW_BY_DEFAULT = 30;
    int WINDOW_MIN = 7;
    int WINDOW_MAX = 30;

    @Override
    default CreateKeyResponse createKey(CreateKeyRequest request) {
        KeyKind kind = NewKeys.kind(request);
        RequestContext asked = RequestContext.current();
        KeyMaterial material = Materials.first(asked.ids(), asked.now().truncatedTo(ChronoUnit.MILLIS), kind.spec());
        return commit(call -> {
            RequestContext context = call.context();
            if (call.snapshot().all(KmsKey.class).in(call.scope()).size() >= KEYS_MAX) {
                throw KmsError.LIMIT_EXCEEDED.of("The quota of " + KEYS_MAX + " keys has been reached.");
            }
            KmsKey key = new KmsKey(
                    call.scope(),
                    context.ids().uuid(),
                    KmsKey.Keeper.CUSTOMER,
                    request.description() == null ? "" : request.description(),
                    new KmsKey.Enabled(),
                    KmsKey.Rotation.NONE,
                    List.of(material),
                    Optional.of(kind).filter(one -> !one.equals(KeyKind.SYMMETRIC)),
                    "",
                    call.now(),
                    KeyTags.of(request.tags()));
            KmsKey guarded = key.withPolicy(
                    request.policy() == null
                            ? KeyPolicyDocuments.byDefault(context.account())
                            : KeyPolicyDocuments.checked(
                                    authorizer(),
                                    call,
                                    key,
                                    request.policy(),
                                    request.bypassPolicyLockoutSafetyCheck()));
            return new Outcome<>(
                    Change.put(guarded),
                    CreateKeyResponse.builder().keyMetadata(KeyView.of(guarded)).build());
        });
    }

    @Override
    default DescribeKeyResponse describeKey(DescribeKeyRequest request) {
        return read(call -> {
            call.requireTokens(request.grantTokens());
            return DescribeKeyResponse.builder()
                    .keyMetadata(KeyView.of(call.key(request.keyId())))
                    .build();
        });
    }

    @Override
    default ListKeysResponse listKeys(ListKeysRequest request) {
        return read(call -> {
            Page<KmsKey> page = KmsCall.page(
                    request,
                    call.snapshot().all(KmsKey.class).in(call.scope()),
                    KmsKey::id,
                    request.marker(),
                    request.limit(),
                    KEYS_A_PAGE);
            return ListKeysResponse.builder()
                    .keys(page.items().stream()
                            .map(key -> KeyListEntry.builder()
                                    .keyId(key.id())
                                    .keyArn(key.arn().toString())
                                    .build())
                            .toList())
                    .truncated(page.truncated())
                    .nextMarker(page.next())
                    .build();
        });
    }

    @Override
    default EnableKeyResponse enableKey(EnableKeyRequest request) {
        return change(
                request.keyId(),
                key -> Keyring.lasting(key).with(new KmsKey.Enabled()),
                EnableKeyResponse.builder().build());
    }

    @Override
    default DisableKeyResponse disableKey(DisableKeyRequest request) {
        return change(
                request.keyId(),
                key -> Keyring.lasting(key).with(new KmsKey.Disabled()),
                DisableKeyResponse.builder().build());
    }

    @Override
    default UpdateKeyDescriptionResponse updateKeyDescription(UpdateKeyDescriptionRequest request) {
        return change(
                request.keyId(),
                key -> Keyring.lasting(key).withDescription(request.description()),
                UpdateKeyDescriptionResponse.builder().build());
    }

    private <R> R change(@Nullable String keyId, Function<KmsKey, KmsKey> to, R answer) {
        return commit(call -> new Outcome<>(Change.put(to.apply(call.own(keyId))), answer));
    }

    @Override
    default ScheduleKeyDeletionResponse scheduleKeyDeletion(ScheduleKeyDeletionRequest request) {
        int days = request.pendingWindowInDays() == null ? WINDOW_BY_DEFAULT : request.pendingWindowInDays();
        if (days < WINDOW_MIN || days > WINDOW_MAX) {
            throw KmsError.VALIDATION.of(
                    "PendingWindowInDays must be between " + WINDOW_MIN + " and " + WINDOW_MAX + " (inclusive).");
        }
        return commit(call -> {
            KmsKey key = Keyring.lasting(call.own(request.keyId()));
            Instant at = call.now().plus(Duration.ofDays(days));
            return new Outcome<>(
                    Change.put(key.with(new KmsKey.PendingDeletion(at))),
                    ScheduleKeyDeletionResponse.builder()
                            .keyId(key.arn().toString())
                            .deletionDate(at)
                            .keyState("PendingDeletion")
                            .pendingWindowInDays(days)
                            .build());
        });
    }

    /** Who is not deleted after all is disabled first. */
    @Override
    default CancelKeyDeletionResponse cancelKeyDeletion(CancelKeyDeletionRequest request) {
        return commit(call -> {
            KmsKey key = call.own(request.keyId());
            if (!(key.status() instanceof KmsKey.PendingDeletion)) {
                throw KmsError.INVALID_STATE.of(key.arn() + " is not pending deletion.");
            }
            return new Outcome<>(
                    Change.put(key.with(new KmsKey.Disabled())),
                    CancelKeyDeletionResponse.builder()
                            .keyId(key.arn().toString())
                            .build());
        });
    }
}
