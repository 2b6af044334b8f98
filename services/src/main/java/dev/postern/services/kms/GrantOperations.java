package dev.postern.services.kms;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.kms.KeyGrant;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.authorization.GrantTokens;
import dev.postern.services.authorization.KeyPolicies;
import dev.postern.services.keyring.Keyring;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.GrantConstraints;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.KmsRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsResponse;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantResponse;
import software.amazon.awssdk.services.kms.model.RevokeGrantRequest;
import software.amazon.awssdk.services.kms.model.RevokeGrantResponse;

/** The grants of keys. */
interface GrantOperations extends KmsOperations {
    int GRANTS_A_PAGE = 50;

    /** The same grant by the same name is made once. */
    @Override
    default CreateGrantResponse createGrant(CreateGrantRequest request) {
        return commit(call -> {
            KmsKey key = Keyring.usable(call.key(request.keyId()));
            KeyGrant grant = NewGrants.read(call, key, request);
            KmsOperations.refuseDryRun(request.dryRun());
            Optional<KeyGrant> same = grant.name().isEmpty()
                    ? Optional.empty()
                    : KeyPolicies.grants(call.snapshot(), key).stream()
                            .filter(other -> NewGrants.isSame(grant, other))
                            .findFirst();
            KeyGrant made = same.orElse(grant);
            return new Outcome<>(
                    same.isPresent() ? Change.NONE : Change.put(grant),
                    CreateGrantResponse.builder()
                            .grantId(made.id())
                            .grantToken(GrantTokens.of(made))
                            .build());
        });
    }

    @Override
    default ListGrantsResponse listGrants(ListGrantsRequest request) {
        return read(call -> {
            KmsKey key = call.key(request.keyId());
            Page<KeyGrant> page = page(
                    request,
                    KeyPolicies.grants(call.snapshot(), key).stream()
                            .filter(grant -> request.grantId() == null
                                    || request.grantId().equals(grant.id()))
                            .filter(grant -> request.granteePrincipal() == null
                                    || request.granteePrincipal().equals(grant.grantee()))
                            .toList(),
                    request.marker(),
                    request.limit());
            return ListGrantsResponse.builder()
                    .grants(page.items().stream().map(GrantOperations::view).toList())
                    .truncated(page.truncated())
                    .nextMarker(page.next())
                    .build();
        });
    }

    @Override
    default ListRetirableGrantsResponse listRetirableGrants(ListRetirableGrantsRequest request) {
        return read(call -> {
            Page<KeyGrant> page = page(
                    request,
                    call.snapshot().all(KeyGrant.class).in(call.scope()).stream()
                            .filter(grant -> grant.retiring()
                                    .filter(request.retiringPrincipal()::equals)
                                    .isPresent())
                            .toList(),
                    request.marker(),
                    request.limit());
            return ListRetirableGrantsResponse.builder()
                    .grants(page.items().stream().map(GrantOperations::view).toList())
                    .truncated(page.truncated())
                    .nextMarker(page.next())
                    .build();
        });
    }

    private static Page<KeyGrant> page(
            KmsRequest request, Collection<KeyGrant> grants, @Nullable String marker, @Nullable Integer limit) {
        return KmsCall.page(request, grants, KeyGrant::id, marker, limit, GRANTS_A_PAGE);
    }

    private static GrantListEntry view(KeyGrant grant) {
        GrantListEntry.Builder entry = GrantListEntry.builder()
                .keyId(Arn.of("kms", grant.scope(), "key/" + grant.keyId()).toString())
                .grantId(grant.id())
                .name(grant.name())
                .creationDate(grant.createdAt())
                .granteePrincipal(grant.grantee())
                .retiringPrincipal(grant.retiring().orElse(null))
                .issuingAccount("arn:aws:iam::" + grant.issuer() + ":root")
                .operationsWithStrings(grant.operations());
        grant.constraint()
                .ifPresent(constraint -> entry.constraints(
                        constraint.exactly()
                                ? GrantConstraints.builder()
                                        .encryptionContextEquals(constraint.pairs())
                                        .build()
                                : GrantConstraints.builder()
                                        .encryptionContextSubset(constraint.pairs())
                                        .build()));
        return entry.build();
    }

    @Override
    default RevokeGrantResponse revokeGrant(RevokeGrantRequest request) {
        return end(
                call -> grant(call, call.key(request.keyId()), request.grantId()),
                request.dryRun(),
                RevokeGrantResponse.builder().build());
    }

    @Override
    default RetireGrantResponse retireGrant(RetireGrantRequest request) {
        boolean byId = request.keyId() != null && request.grantId() != null;
        if (byId == (request.grantToken() != null)) {
            throw KmsError.VALIDATION.of("Must specify a grant token or a grant ID and key ID, but not both.");
        }
        return end(
                call -> byId
                        ? grant(call, call.key(request.keyId()), request.grantId())
                        : GrantTokens.grant(call.snapshot(), call.context().region(), request.grantToken())
                                .orElseThrow(() -> KmsError.INVALID_GRANT_TOKEN.of("Invalid grant token")),
                request.dryRun(),
                RetireGrantResponse.builder().build());
    }

    private <R> R end(Function<KmsCall, KeyGrant> which, @Nullable Boolean dryRun, R answer) {
        return commit(call -> {
            KeyGrant grant = which.apply(call);
            KmsOperations.refuseDryRun(dryRun);
            return new Outcome<>(Change.remove(grant), answer);
        });
    }

    private static KeyGrant grant(KmsCall call, KmsKey key, String id) {
        List<KeyGrant> found = call.snapshot().find(KeyGrant.class, key.scope(), id).stream()
                .filter(grant -> grant.keyId().equals(key.id()))
                .toList();
        if (found.isEmpty()) {
            throw KmsError.NOT_FOUND.of("Grant ID " + id + " not found");
        }
        return found.getFirst();
    }
}
