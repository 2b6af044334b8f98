package dev.postern.wire.s3;

import java.util.Set;

/**
 * The query parameters that are part of what a request to S3 is for, so that they are signed with its path: those that name an
 * operation, a version, an upload or a part, and those that change headers of the answer.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html">Signing and authenticating REST requests</a>
 */
public final class Subresources {
    private static final Set<String> NAMES = Set.of(
            "accelerate",
            "acl",
            "analytics",
            "attributes",
            "cors",
            "delete",
            "encryption",
            "intelligent-tiering",
            "inventory",
            "legal-hold",
            "lifecycle",
            "location",
            "logging",
            "metrics",
            "notification",
            "object-lock",
            "ownershipControls",
            "partNumber",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "replication",
            "requestPayment",
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires",
            "restore",
            "retention",
            "select",
            "select-type",
            "storageClass",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");

    private Subresources() {}

    /** Whether a query parameter is one. */
    public static boolean isOne(String parameter) {
        return NAMES.contains(parameter);
    }
}
