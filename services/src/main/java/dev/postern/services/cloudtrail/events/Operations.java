package dev.postern.services.cloudtrail.events;

import dev.postern.model.Region;
import java.util.List;
import java.util.Set;

/**
 * What CloudTrail makes of operations: which only read, which are about data, and where they are told.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html">Data events</a>
 */
public final class Operations {
    private static final List<String> READING = List.of(
            "Get", "List", "Describe", "Head", "Lookup", "Simulate", "Search", "BatchGet", "Check", "Query", "Scan");

    /** Those that change nothing whatever their names say. */
    private static final Set<String> READING_TOO = Set.of(
            "AssumeRole",
            "AssumeRoleWithWebIdentity",
            "AssumeRoleWithSAML",
            "DecodeAuthorizationMessage",
            "Decrypt",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "GenerateMac",
            "GenerateRandom",
            "GenerateCredentialReport",
            "ReEncrypt",
            "Sign",
            "TestDNSAnswer",
            "TransactGetItems",
            "ValidatePolicy",
            "Verify",
            "VerifyMac");

    /** What they answer is told though they only read. */
    private static final Set<String> ANSWERS_TOLD =
            Set.of("AssumeRole", "AssumeRoleWithWebIdentity", "GetFederationToken", "GetSessionToken");

    private static final Set<String> DATA = Set.of(
            "dynamodb:BatchGetItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:TransactGetItems",
            "dynamodb:TransactWriteItems",
            "dynamodb:UpdateItem",
            "s3:DeleteObjects",
            "s3:HeadBucket",
            "s3:ListMultipartUploads",
            "s3:ListObjects",
            "s3:ListObjectsV2",
            "s3:ListObjectVersions",
            "s3:ListParts",
            "sns:Publish",
            "sns:PublishBatch");

    private static final Set<String> GLOBAL = Set.of("iam", "organizations", "route53");

    private Operations() {}

    /** Whether an operation changes nothing. */
    public static boolean reads(String operation) {
        return READING_TOO.contains(operation) || READING.stream().anyMatch(operation::startsWith);
    }

    static boolean tellsAnswer(String operation) {
        return !reads(operation) || ANSWERS_TOLD.contains(operation);
    }

    /** Whether an operation is about what is in resources, and so no management event. */
    public static boolean isData(String service, String operation) {
        return DATA.contains(service + ":" + operation) || (service.equals("s3") && isOfObject(operation));
    }

    private static boolean isOfObject(String operation) {
        return (operation.contains("Object") && !operation.endsWith("ObjectLockConfiguration"))
                || operation.contains("MultipartUpload")
                || operation.startsWith("UploadPart");
    }

    /** Where events are told: those of services that have no Region in US East (N. Virginia). */
    public static Region place(String service, Region asked) {
        return GLOBAL.contains(service) ? Region.US_EAST_1 : asked;
    }

    /** Whether a service has no Region. */
    public static boolean isGlobal(String service, Region place) {
        return GLOBAL.contains(service) || (service.equals("sts") && place.equals(Region.US_EAST_1));
    }

    /** As {@code ec2.amazonaws.com}. */
    public static String source(String service) {
        return service + ".amazonaws.com";
    }
}
