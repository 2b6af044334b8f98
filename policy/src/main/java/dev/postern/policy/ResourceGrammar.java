package dev.postern.policy;

import java.util.List;

/** What a resource in a policy may look like: {@code *}, or an ARN with wildcards. */
public final class ResourceGrammar {
    /** Of AWS. */
    public static final List<String> PARTITIONS =
            List.of("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc");

    /** The first parts of IAM's resource names, in the order in which the error lists them. */
    public static final List<String> IAM_PATHS = List.of(
            "user/",
            "federated-user/",
            "role/",
            "group/",
            "instance-profile/",
            "mfa/",
            "server-certificate/",
            "policy/",
            "sms-mfa/",
            "saml-provider/",
            "oidc-provider/",
            "report/",
            "access-report/");

    private ResourceGrammar() {}

    static void check(PolicyKind kind, String resource) throws MalformedPolicyException {
        if (resource.equals("*")) {
            return;
        }
        if (kind == PolicyKind.BUCKET) {
            checkS3(kind, resource);
            return;
        }
        if (resource.indexOf(':') < 0) {
            throw kind.error(Violation.RESOURCE_NOT_ARN, resource);
        }
        String[] parts = resource.split(":", 6);
        String partition = parts[1];
        if (!partition.equals("*") && !PARTITIONS.contains(partition)) {
            throw kind.error(Violation.RESOURCE_PARTITION, partitionText(parts));
        }
        if (parts.length < 3) {
            throw kind.error(Violation.RESOURCE_VENDOR, resource);
        }
        if (parts[2].isEmpty() || (parts.length < 6 && resource.contains("::"))) {
            throw kind.error(Violation.RESOURCE_LEGACY, resource);
        }
        if (!parts[0].equals("arn")) {
            throw kind.error(Violation.INVALID_RESOURCE, resource);
        }
        if (kind == PolicyKind.IDENTITY) {
            checkRegion(kind, resource, parts);
        }
    }

    private static String partitionText(String[] parts) {
        String[] shown = new String[4];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = parts.length > i + 2 && (i > 0 || !parts[i + 2].isEmpty()) ? parts[i + 2] : "*";
        }
        return "Partition \"" + parts[1] + "\" is not valid for resource \"arn:" + parts[1] + ":"
                + String.join(":", shown) + "\".";
    }

    private static void checkRegion(PolicyKind kind, String resource, String[] parts) throws MalformedPolicyException {
        if (parts.length < 4) {
            return;
        }
        boolean regional = !parts[3].isEmpty();
        String name = parts.length > 5 ? parts[5] : "";
        if (parts[2].equals("iam")) {
            if (regional) {
                throw kind.error(
                        Violation.RESOURCE_REGION, "IAM resource " + resource + " cannot contain region information.");
            }
            if (parts.length > 5
                    && !name.equals("*")
                    && !name.equals("root")
                    && IAM_PATHS.stream().noneMatch(name::startsWith)) {
                throw kind.error(
                        Violation.RESOURCE_PATH,
                        "IAM resource path must either be \"*\" or start with " + String.join(", ", IAM_PATHS) + ".");
            }
        }
        if (parts[2].equals("s3") && regional && !name.startsWith("accesspoint/")) {
            throw kind.error(
                    Violation.RESOURCE_REGION, "Resource " + resource + " can not contain region information.");
        }
    }

    private static void checkS3(PolicyKind kind, String resource) throws MalformedPolicyException {
        String[] parts = resource.split(":", 6);
        boolean valid = parts.length == 6
                && parts[0].equals("arn")
                && (PARTITIONS.contains(parts[1]) || parts[1].equals("*"))
                && parts[2].equals("s3")
                && !parts[5].isEmpty();
        if (!valid) {
            throw kind.error(Violation.INVALID_RESOURCE, resource);
        }
    }
}
