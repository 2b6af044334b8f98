package dev.postern.services.kms;

import dev.postern.model.Change;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.Keyring;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesRequest;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesResponse;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyResponse;

/** The policy of a key: each has exactly one, and it is called {@code default}. */
interface PolicyOperations extends KmsOperations {
    String NAME = "default";

    @Override
    default GetKeyPolicyResponse getKeyPolicy(GetKeyPolicyRequest request) {
        return read(call -> {
            KmsKey key = call.own(request.keyId());
            requireName(request.policyName());
            return GetKeyPolicyResponse.builder()
                    .policy(key.policy())
                    .policyName(NAME)
                    .build();
        });
    }

    @Override
    default PutKeyPolicyResponse putKeyPolicy(PutKeyPolicyRequest request) {
        return commit(call -> {
            KmsKey key = Keyring.lasting(call.own(request.keyId()));
            requireName(request.policyName());
            String document = KeyPolicyDocuments.checked(
                    authorizer(), call, key, request.policy(), request.bypassPolicyLockoutSafetyCheck());
            return new Outcome<>(
                    Change.put(key.withPolicy(document)),
                    PutKeyPolicyResponse.builder().build());
        });
    }

    private static void requireName(@Nullable String name) {
        if (name != null && !name.equals(NAME)) {
            throw KmsError.NOT_FOUND.of("No such policy exists");
        }
    }

    @Override
    default ListKeyPoliciesResponse listKeyPolicies(ListKeyPoliciesRequest request) {
        return read(call -> {
            call.own(request.keyId());
            Page<String> page =
                    KmsCall.page(request, List.of(NAME), Function.identity(), request.marker(), request.limit(), 1);
            return ListKeyPoliciesResponse.builder()
                    .policyNames(page.items())
                    .truncated(page.truncated())
                    .nextMarker(page.next())
                    .build();
        });
    }
}
