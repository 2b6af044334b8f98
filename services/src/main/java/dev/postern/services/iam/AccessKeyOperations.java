package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.iam.AccessKey;
import dev.postern.wire.codec.Page;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;

/** Long-term access keys of users, and of the root user. */
interface AccessKeyOperations extends IamOperations {
    int KEYS_MAX = 2;

    @Override
    default CreateAccessKeyResponse createAccessKey(CreateAccessKeyRequest request) {
        return commit(call -> {
            Optional<String> owner = call.ownerName(request.userName());
            if (call.accessKeys(owner).size() >= KEYS_MAX) {
                throw IamCall.limitExceeded("Cannot exceed quota for AccessKeysPerUser: " + KEYS_MAX);
            }
            AccessKey key = new AccessKey(
                    "AKIA" + call.context().ids().base32(16),
                    call.context().account(),
                    owner,
                    call.context().ids().secret(40),
                    true,
                    call.now());
            return outcome(
                    Change.put(key),
                    CreateAccessKeyResponse.builder()
                            .accessKey(shape -> shape.userName(owner.orElse(null))
                                    .accessKeyId(key.id())
                                    .status(StatusType.ACTIVE)
                                    .secretAccessKey(key.secret())
                                    .createDate(key.createdAt()))
                            .build());
        });
    }

    private static AccessKey key(IamCall call, @Nullable String userName, String id) {
        Optional<String> owner = call.ownerName(userName);
        return call.snapshot()
                .find(AccessKey.class, Scope.GLOBAL, id)
                .filter(key -> key.account().equals(call.context().account())
                        && key.userName().equals(owner))
                .orElseThrow(() -> IamCall.noSuchEntity("The Access Key with id " + id + " cannot be found."));
    }

    @Override
    default ListAccessKeysResponse listAccessKeys(ListAccessKeysRequest request) {
        return read(call -> {
            Page<AccessKey> page = IamPage.of(
                    request,
                    call.accessKeys(call.ownerName(request.userName())),
                    AccessKey::id,
                    request.marker(),
                    request.maxItems());
            return ListAccessKeysResponse.builder()
                    .accessKeyMetadata(page.map(Shapes::accessKey))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default UpdateAccessKeyResponse updateAccessKey(UpdateAccessKeyRequest request) {
        return commit(call -> {
            AccessKey key = key(call, request.userName(), request.accessKeyId());
            return outcome(
                    Change.put(key.withActive(request.status() == StatusType.ACTIVE)),
                    UpdateAccessKeyResponse.builder().build());
        });
    }

    @Override
    default DeleteAccessKeyResponse deleteAccessKey(DeleteAccessKeyRequest request) {
        return commit(call -> outcome(
                Change.remove(key(call, request.userName(), request.accessKeyId())),
                DeleteAccessKeyResponse.builder().build()));
    }
}
