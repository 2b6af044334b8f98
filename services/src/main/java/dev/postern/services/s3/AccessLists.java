package dev.postern.services.s3;

import dev.postern.model.AccountId;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.Account;
import dev.postern.model.request.Caller;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.PolicyLayers;
import dev.postern.policy.Reach;
import dev.postern.policy.StatementReference;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.s3.RestXml;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.Type;

/**
 * Access control lists as they are: whose a bucket or object is, and what is granted to whom.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html">Access control list (ACL) overview</a>
 */
final class AccessLists {
    static final String NAME = "acl";
    static final String ROOT = "AccessControlPolicy";
    static final String ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
    static final String AUTHENTICATED_USERS = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    static final String LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";

    /** Whose an object is that nobody signed for. */
    static final String NOBODY = "65a011a29cdf8ec533ec3d1ccaae921c";

    private AccessLists() {}

    static AccessControlPolicy of(Bucket bucket) {
        return bucket.configuration(NAME)
                .filter(document -> Ownership.of(bucket).usesLists())
                .map(AccessLists::read)
                .orElseGet(() -> onlyOf(Owners.canonicalId(bucket.owner())));
    }

    static AccessControlPolicy of(Bucket bucket, StoredObject object) {
        return object.head()
                .accessList()
                .filter(document -> Ownership.of(bucket).usesLists())
                .map(AccessLists::read)
                .orElseGet(() -> onlyOf(Owners.canonicalId(bucket.owner())));
    }

    static String write(AccessControlPolicy list) {
        return RestXml.document(ROOT, list);
    }

    private static AccessControlPolicy read(String document) {
        return RestXml.read(document, ROOT, AccessControlPolicy.builder());
    }

    /** The list of what nobody was granted: its owner may do everything. */
    static AccessControlPolicy onlyOf(String owner) {
        return list(owner, List.of(to(owner, Permission.FULL_CONTROL)));
    }

    static AccessControlPolicy list(String owner, List<Grant> grants) {
        return AccessControlPolicy.builder()
                .owner(o -> o.id(owner))
                .grants(grants)
                .build();
    }

    static Grant to(String canonicalId, Permission permission) {
        return Grant.builder()
                .grantee(g -> g.type(Type.CANONICAL_USER).id(canonicalId))
                .permission(permission)
                .build();
    }

    static Grant toGroup(String uri, Permission permission) {
        return Grant.builder()
                .grantee(g -> g.type(Type.GROUP).uri(uri))
                .permission(permission)
                .build();
    }

    /** Whether it grants anything to everybody, or to everybody who signs. */
    static boolean isPublic(AccessControlPolicy list) {
        return list.grants().stream().anyMatch(grant -> isEverybody(grant.grantee()));
    }

    private static boolean isEverybody(Grantee grantee) {
        return ALL_USERS.equals(grantee.uri()) || AUTHENTICATED_USERS.equals(grantee.uri());
    }

    /** The canonical id by which a caller owns what they put. */
    static String idOf(Caller caller) {
        return caller.accountId().map(Owners::canonicalId).orElse(NOBODY);
    }

    /** The account of a canonical id; for one that is nobody's here an account that nobody calls as. */
    static AccountId accountOf(Snapshot snapshot, String canonicalId) {
        return find(snapshot, canonicalId).orElse(AccountId.AMAZON);
    }

    static Optional<AccountId> find(Snapshot snapshot, String canonicalId) {
        return snapshot.all(Account.class).stream()
                .map(Account::id)
                .filter(id -> id.canonicalUserId().equals(canonicalId))
                .findFirst();
    }

    /**
     * What in a list grants an action to a caller: rather to everybody than to their account.
     *
     * @param named what the list is of, in words
     * @param permissions those of which each is enough
     * @param ignoresPublic whether what is granted to everybody is passed over
     */
    static Optional<PolicyLayers.Grant> grant(
            AccessControlPolicy list, String named, Set<Permission> permissions, Caller caller, boolean ignoresPublic) {
        Optional<PolicyLayers.Grant> best = Optional.empty();
        for (int i = 0; i < list.grants().size(); i++) {
            Grant grant = list.grants().get(i);
            Reach reach = reach(grant.grantee(), caller);
            boolean counts = permissions.contains(grant.permission()) && reach != Reach.NONE;
            if (!counts || (ignoresPublic && isEverybody(grant.grantee()))) {
                continue;
            }
            if (best.isEmpty() || reach == Reach.DIRECT) {
                best = Optional.of(new PolicyLayers.Grant(
                        new StatementReference("access control list of " + named, i, Optional.of(words(grant))),
                        reach));
            }
        }
        return best;
    }

    /** What lets the service in that delivers access logs. */
    static Optional<PolicyLayers.Grant> ofLogDelivery(Bucket bucket) {
        List<Grant> grants = of(bucket).grants();
        for (int i = 0; i < grants.size(); i++) {
            Grant grant = grants.get(i);
            boolean writes = grant.permission() == Permission.WRITE || grant.permission() == Permission.FULL_CONTROL;
            if (writes && LOG_DELIVERY.equals(grant.grantee().uri())) {
                return Optional.of(new PolicyLayers.Grant(
                        new StatementReference(
                                "access control list of bucket " + bucket.name(), i, Optional.of(words(grant))),
                        Reach.DIRECT));
            }
        }
        return Optional.empty();
    }

    private static String words(Grant grant) {
        String uri = grant.grantee().uri();
        String whom = uri == null ? grant.grantee().id() : uri.substring(uri.lastIndexOf('/') + 1);
        return grant.permissionAsString() + " to " + whom;
    }

    private static Reach reach(Grantee grantee, Caller caller) {
        if (ALL_USERS.equals(grantee.uri())) {
            return Reach.DIRECT;
        }
        if (caller.accountId().isEmpty()) {
            return Reach.NONE;
        }
        if (AUTHENTICATED_USERS.equals(grantee.uri())) {
            return Reach.DIRECT;
        }
        return idOf(caller).equals(grantee.id()) ? Reach.ACCOUNT : Reach.NONE;
    }
}
