package dev.postern.services.kms;

import dev.postern.model.Change;
import dev.postern.model.kms.KeyMaterial;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.Keyring;
import dev.postern.services.keyring.Materials;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsRequest;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsResponse;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandRequest;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandResponse;
import software.amazon.awssdk.services.kms.model.RotationType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;

/**
 * New material for keys, now and again. What was encrypted before is decrypted as ever.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html">Rotate AWS KMS keys</a>
 */
interface RotationOperations extends KmsOperations {
    int ON_DEMAND_MAX = 25;
    int ROTATIONS_A_PAGE = 100;

    private static KmsKey rotatable(KmsCall call, @Nullable String keyId) {
        KmsKey key = Keyring.usable(call.own(keyId));
        if (!key.isSymmetric()) {
            throw KmsError.UNSUPPORTED_OPERATION.of(
                    key.arn() + " has KeySpec " + key.kind().spec() + ", which does not rotate.");
        }
        return key;
    }

    @Override
    default EnableKeyRotationResponse enableKeyRotation(EnableKeyRotationRequest request) {
        int days = request.rotationPeriodInDays() == null
                ? KmsKey.Rotation.PERIOD_BY_DEFAULT
                : request.rotationPeriodInDays();
        return commit(call -> {
            KmsKey key = rotatable(call, request.keyId());
            KmsKey.Rotation rotation =
                    new KmsKey.Rotation(days, Optional.of(call.now().plus(Duration.ofDays(days))));
            return new Outcome<>(
                    Change.put(key.with(rotation)),
                    EnableKeyRotationResponse.builder().build());
        });
    }

    @Override
    default DisableKeyRotationResponse disableKeyRotation(DisableKeyRotationRequest request) {
        return commit(call -> {
            KmsKey key = rotatable(call, request.keyId());
            return new Outcome<>(
                    Change.put(key.with(KmsKey.Rotation.NONE)),
                    DisableKeyRotationResponse.builder().build());
        });
    }

    @Override
    default GetKeyRotationStatusResponse getKeyRotationStatus(GetKeyRotationStatusRequest request) {
        return read(call -> {
            KmsKey key = call.key(request.keyId());
            boolean rotates = key.rotation().next().isPresent() && !(key.status() instanceof KmsKey.PendingDeletion);
            return GetKeyRotationStatusResponse.builder()
                    .keyId(key.arn().toString())
                    .keyRotationEnabled(rotates)
                    .rotationPeriodInDays(rotates ? key.rotation().periodInDays() : null)
                    .nextRotationDate(rotates ? key.rotation().next().orElse(null) : null)
                    .build();
        });
    }

    @Override
    default RotateKeyOnDemandResponse rotateKeyOnDemand(RotateKeyOnDemandRequest request) {
        return commit(call -> {
            KmsKey key = rotatable(call, request.keyId());
            long before = key.material().stream()
                    .filter(one -> one.cause() == KeyMaterial.Cause.ON_DEMAND)
                    .count();
            if (before >= ON_DEMAND_MAX) {
                throw KmsError.LIMIT_EXCEEDED.of("A key can be rotated on demand " + ON_DEMAND_MAX + " times at most.");
            }
            KeyMaterial fresh = Materials.fresh(call.context().ids(), call.now(), KeyMaterial.Cause.ON_DEMAND);
            return new Outcome<>(
                    Change.put(key.rotated(fresh)),
                    RotateKeyOnDemandResponse.builder()
                            .keyId(key.arn().toString())
                            .build());
        });
    }

    @Override
    default ListKeyRotationsResponse listKeyRotations(ListKeyRotationsRequest request) {
        return read(call -> {
            KmsKey key = call.own(request.keyId());
            List<KeyMaterial> rotations = key.material().stream()
                    .filter(one -> one.cause() != KeyMaterial.Cause.CREATION)
                    .toList();
            Page<KeyMaterial> page = KmsCall.page(
                    request,
                    rotations,
                    one -> one.since().toString(),
                    request.marker(),
                    request.limit(),
                    ROTATIONS_A_PAGE);
            return ListKeyRotationsResponse.builder()
                    .rotations(page.items().stream()
                            .map(one -> RotationsListEntry.builder()
                                    .keyId(key.id())
                                    .rotationDate(one.since())
                                    .rotationType(
                                            RotationType.fromValue(one.cause().name()))
                                    .build())
                            .toList())
                    .truncated(page.truncated())
                    .nextMarker(page.next())
                    .build();
        });
    }
}
