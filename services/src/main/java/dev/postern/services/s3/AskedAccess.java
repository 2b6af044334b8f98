package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.Type;

/**
 * The access control list that a request asks for: by a canned one's name, by grants in headers, or by a document.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl">Canned ACL</a>
 */
final class AskedAccess {
    private static final String CANNED = "x-amz-acl";
    private static final String BUCKET_OWNER_FULL_CONTROL = "bucket-owner-full-control";
    private static final int GRANTS_MAX = 100;

    /** Amazon EC2, as it reads bundles of images. */
    private static final String EC2 = "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c";

    private static final Map<String, Permission> HEADERS = Map.of(
            "x-amz-grant-full-control", Permission.FULL_CONTROL,
            "x-amz-grant-read", Permission.READ,
            "x-amz-grant-read-acp", Permission.READ_ACP,
            "x-amz-grant-write", Permission.WRITE,
            "x-amz-grant-write-acp", Permission.WRITE_ACP);

    private static final Set<String> GROUPS =
            Set.of(AccessLists.ALL_USERS, AccessLists.AUTHENTICATED_USERS, AccessLists.LOG_DELIVERY);

    private AskedAccess() {}

    /** Whether a request says by a header whom something is granted to. */
    static boolean isSaid(S3Call call) {
        return call.header(CANNED).isPresent() || hasGrants(call);
    }

    private static boolean hasGrants(S3Call call) {
        return HEADERS.keySet().stream().anyMatch(name -> call.header(name).isPresent());
    }

    /** Whether the headers ask for what is the case anyway where lists are off. */
    static boolean asksForNothing(S3Call call) {
        return !hasGrants(call)
                && call.header(CANNED).orElse(BUCKET_OWNER_FULL_CONTROL).equals(BUCKET_OWNER_FULL_CONTROL);
    }

    /** The list of an object that is being written; empty where it is the bucket owner's, and theirs alone. */
    static Optional<String> ofNewObject(S3Call call) {
        Bucket bucket = call.bucket();
        Ownership ownership = Ownership.of(bucket);
        String bucketOwner = Owners.canonicalId(bucket.owner());
        if (!ownership.usesLists()) {
            requireOnlyOf(bucketOwner, call);
            return Optional.empty();
        }
        boolean givesAway =
                ownership == Ownership.PREFERRED && call.header(CANNED).equals(Optional.of(BUCKET_OWNER_FULL_CONTROL));
        String owner = givesAway ? bucketOwner : AccessLists.idOf(call.context().caller());
        AccessControlPolicy list = byHeaders(call, owner, Optional.of(bucketOwner));
        requireNotBlocked(call, bucket, list);
        return list.equals(AccessLists.onlyOf(bucketOwner)) ? Optional.empty() : Optional.of(AccessLists.write(list));
    }

    /** Where lists are off, what is put may ask for one that says the same: {@code private} does, if the bucket's account asks for it. */
    private static void requireOnlyOf(String bucketOwner, S3Call call) {
        if (asksForNothing(call)) {
            return;
        }
        String writer = AccessLists.idOf(call.context().caller());
        if (!byHeaders(call, writer, Optional.of(bucketOwner)).equals(AccessLists.onlyOf(bucketOwner))) {
            throw S3Error.ACL_NOT_SUPPORTED.with();
        }
    }

    /** Where public lists are blocked, none is taken. */
    static void requireNotBlocked(S3Call call, Bucket bucket, AccessControlPolicy list) {
        if (PointAccess.inForce(call, bucket).effectiveBlock().blockPublicAcls() && AccessLists.isPublic(list)) {
            throw S3Error.ACCESS_DENIED.said("User: "
                    + call.context().caller().arn()
                    + " is not authorized to perform: " + call.action() + " on resource: \""
                    + (call.key().isEmpty() ? call.bucketArn() : call.objectArn())
                    + "\" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.");
        }
    }

    /**
     * The list that headers ask for, of something that has an owner already.
     *
     * @param bucketOwner of an object's bucket
     */
    static AccessControlPolicy byHeaders(S3Call call, String owner, Optional<String> bucketOwner) {
        Optional<String> canned = call.header(CANNED);
        if (canned.isPresent() && hasGrants(call)) {
            throw S3Error.INVALID_REQUEST.said("Specifying both Canned ACLs and Header Grants is not allowed");
        }
        return hasGrants(call)
                ? AccessLists.list(owner, granted(call))
                : AccessLists.list(owner, canned(canned.orElse("private"), owner, bucketOwner));
    }

    private static List<Grant> canned(String name, String owner, Optional<String> bucketOwner) {
        List<Grant> grants = new ArrayList<>(List.of(AccessLists.to(owner, Permission.FULL_CONTROL)));
        switch (name) {
            case "private" -> {}
            case "public-read" -> grants.add(AccessLists.toGroup(AccessLists.ALL_USERS, Permission.READ));
            case "public-read-write" -> {
                grants.add(AccessLists.toGroup(AccessLists.ALL_USERS, Permission.READ));
                grants.add(AccessLists.toGroup(AccessLists.ALL_USERS, Permission.WRITE));
            }
            case "authenticated-read" ->
                grants.add(AccessLists.toGroup(AccessLists.AUTHENTICATED_USERS, Permission.READ));
            case "aws-exec-read" -> grants.add(AccessLists.to(EC2, Permission.READ));
            case "bucket-owner-read" ->
                bucketOwner
                        .filter(id -> !id.equals(owner))
                        .ifPresent(id -> grants.add(AccessLists.to(id, Permission.READ)));
            case BUCKET_OWNER_FULL_CONTROL ->
                bucketOwner
                        .filter(id -> !id.equals(owner))
                        .ifPresent(id -> grants.add(AccessLists.to(id, Permission.FULL_CONTROL)));
            case "log-delivery-write" -> {
                if (bucketOwner.isPresent()) {
                    throw S3Error.argument("", CANNED, name);
                }
                grants.add(AccessLists.toGroup(AccessLists.LOG_DELIVERY, Permission.WRITE));
                grants.add(AccessLists.toGroup(AccessLists.LOG_DELIVERY, Permission.READ_ACP));
            }
            default -> throw S3Error.argument("", CANNED, name);
        }
        return grants;
    }

    private static List<Grant> granted(S3Call call) {
        List<Grant> grants = new ArrayList<>();
        HEADERS.keySet().stream()
                .sorted()
                .forEach(name -> call.header(name).ifPresent(value -> {
                    for (String one : value.split(",", -1)) {
                        grants.add(grantee(call, one.strip(), HEADERS.getOrDefault(name, Permission.READ)));
                    }
                }));
        return grants;
    }

    private static Grant grantee(S3Call call, String text, Permission permission) {
        int equals = text.indexOf('=');
        String type = equals < 0 ? "" : text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip().replaceAll("^\"|\"$", "");
        return switch (type) {
            case "id" -> toAccount(call, value, permission, "id");
            case "uri" -> toGroup(value, permission, "uri");
            case "emailAddress" -> throw unresolvable(value);
            default -> throw S3Error.INVALID_ARGUMENT.said("Argument format not recognized");
        };
    }

    private static Grant toAccount(S3Call call, String id, Permission permission, String argument) {
        if (AccessLists.find(call.snapshot(), id).isEmpty()) {
            throw S3Error.argument("Invalid id", argument, id);
        }
        return AccessLists.to(id, permission);
    }

    private static Grant toGroup(String uri, Permission permission, String argument) {
        if (!GROUPS.contains(uri)) {
            throw S3Error.argument("Invalid group uri", argument, uri);
        }
        return AccessLists.toGroup(uri, permission);
    }

    private static dev.postern.wire.ApiException unresolvable(String address) {
        return S3Error.UNRESOLVABLE_GRANT.with("Email", address);
    }

    /** The list that a document asks for; whose the thing is it cannot change. */
    static AccessControlPolicy byDocument(S3Call call, AccessControlPolicy asked, String owner) {
        if (asked == null
                || asked.owner() == null
                || asked.owner().id() == null
                || asked.grants().size() > GRANTS_MAX) {
            throw S3Error.MALFORMED_ACL.with();
        }
        if (!asked.owner().id().equals(owner)) {
            throw S3Error.ACCESS_DENIED.with();
        }
        List<Grant> grants = new ArrayList<>();
        for (Grant grant : asked.grants()) {
            if (grant.grantee() == null
                    || grant.permission() == null
                    || grant.permission() == Permission.UNKNOWN_TO_SDK_VERSION) {
                throw S3Error.MALFORMED_ACL.with();
            }
            grants.add(checked(call, grant));
        }
        return AccessLists.list(owner, grants);
    }

    private static Grant checked(S3Call call, Grant grant) {
        if (grant.grantee().id() != null && grant.grantee().type() == Type.CANONICAL_USER) {
            return toAccount(call, grant.grantee().id(), grant.permission(), "CanonicalUser/ID");
        }
        if (grant.grantee().uri() != null && grant.grantee().type() == Type.GROUP) {
            return toGroup(grant.grantee().uri(), grant.permission(), "Group/URI");
        }
        if (grant.grantee().emailAddress() != null) {
            throw unresolvable(grant.grantee().emailAddress());
        }
        throw S3Error.MALFORMED_ACL.with();
    }
}
