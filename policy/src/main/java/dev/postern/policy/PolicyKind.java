package dev.postern.policy;

/**
 * Where a policy is used. It decides which elements the document must and must not have, and the words of the error.
 */
public enum PolicyKind {
    /** Managed and inline policies of users and roles, permissions boundaries, and policies passed to AssumeRole. */
    IDENTITY(false, true),
    /** Who may assume a role. */
    TRUST(true, false),
    /** A bucket policy. */
    BUCKET(true, true),
    /** A policy of a topic of SNS, which says itself what is wrong. */
    TOPIC(true, true),
    /** A policy of a queue of SQS, which says itself what is wrong. */
    QUEUE(true, true),
    /** A policy of a table of DynamoDB, which says itself what is wrong. */
    TABLE(true, true),
    /** A policy of a key of KMS, which says itself what is wrong. */
    KEY(true, true),
    /** A policy of some resource of which it is not known what it is: a role's names no resource, others do. */
    ANY(true, true),
    /** A VPC endpoint's policy. */
    ENDPOINT(true, true),
    /** A service control policy of an organization, which says itself what is wrong. */
    SERVICE_CONTROL(false, true),
    /** A resource control policy of an organization, which says itself what is wrong. */
    RESOURCE_CONTROL(true, true);

    private static final String INVALID_SID =
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies"
                    + " the regular expression [0-9A-Za-z]*";

    private final boolean hasPrincipal;
    private final boolean hasResource;

    PolicyKind(boolean hasPrincipal, boolean hasResource) {
        this.hasPrincipal = hasPrincipal;
        this.hasResource = hasResource;
    }

    /** Whether the document must be of the newest version of the language. */
    boolean isNewest() {
        return this == IDENTITY || this == SERVICE_CONTROL || this == RESOURCE_CONTROL;
    }

    /** Whether statements must name principals; if not, they must not. */
    public boolean hasPrincipal() {
        return hasPrincipal;
    }

    /** Whether statements must name resources; if not, they must not. */
    public boolean hasResource() {
        return hasResource;
    }

    MalformedPolicyException error(Violation violation, String detail) {
        String text = switch (this) {
            case IDENTITY -> identityText(violation, detail);
            case TRUST -> trustText(violation, detail);
            case BUCKET -> bucketText(violation, detail);
            case TOPIC, QUEUE, TABLE, KEY, ANY, SERVICE_CONTROL, RESOURCE_CONTROL -> grammarText(violation, detail);
            case ENDPOINT -> endpointText(violation, detail);
        };
        return new MalformedPolicyException(violation, text);
    }

    private static String identityText(Violation violation, String detail) {
        return switch (violation) {
            case FIRST_BYTE -> "JSON strings must not have leading spaces";
            case INVALID_JSON, UNKNOWN_FIELD, WRONG_TYPE, EMPTY_STATEMENT, TOO_LARGE, INVALID_VERSION, INVALID_EFFECT ->
                "Syntax errors in policy.";
            case INVALID_SID -> INVALID_SID;
            case OLD_VERSION -> "Policy document must be version 2012-10-17 or greater.";
            case DUPLICATE_SID -> "Statement IDs (SID) in a single policy must be unique.";
            case MISSING_FIELD ->
                switch (detail) {
                    case "Action" -> "Policy statement must contain actions.";
                    case "Resource" -> "Policy statement must contain resources.";
                    default -> "Syntax errors in policy.";
                };
            case PROHIBITED_PRINCIPAL, INVALID_PRINCIPAL, ALLOW_NOT_PRINCIPAL, PROHIBITED_NOT_PRINCIPAL ->
                "Policy document should not specify a principal.";
            case UNQUALIFIED_ACTION, INVALID_ACTION ->
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
            case ACTION_WITH_COLONS -> "Actions/Condition can contain only one colon.";
            case INVALID_VENDOR -> "Vendor " + detail + " is not valid";
            case RESOURCE_NOT_ARN -> "Resource " + detail + " must be in ARN format or \"*\".";
            case RESOURCE_PARTITION, RESOURCE_REGION, RESOURCE_PATH -> detail;
            case RESOURCE_VENDOR -> "Resource vendor must be fully qualified and cannot contain regexes.";
            case EFFECT_CASE, INVALID_CONDITION_VALUE, INVALID_IP, INVALID_RESOURCE, RESOURCE_LEGACY ->
                "The policy failed legacy parsing";
            case INVALID_CONDITION_OPERATOR,
                    INVALID_CONDITION_KEY,
                    CONDITION_WITHOUT_ACTION,
                    PROHIBITED_RESOURCE,
                    TRUST_ACTION,
                    ACTION_WITHOUT_RESOURCE -> "Syntax errors in policy.";
        };
    }

    private static String trustText(Violation violation, String detail) {
        return switch (violation) {
            case FIRST_BYTE -> "JSON strings must not have leading spaces";
            case PROHIBITED_RESOURCE -> "Has prohibited field Resource.";
            case TRUST_ACTION -> "AssumeRole policy may only specify STS AssumeRole actions.";
            case INVALID_PRINCIPAL -> "Invalid principal in policy: " + detail;
            case INVALID_SID -> INVALID_SID;
            case DUPLICATE_SID -> "Statement IDs (SID) in a single policy must be unique.";
            case UNQUALIFIED_ACTION -> "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
            case ACTION_WITH_COLONS -> "Actions/Condition can contain only one colon.";
            case INVALID_VENDOR -> "Vendor " + detail + " is not valid";
            default -> grammarText(violation, detail);
        };
    }

    private static String bucketText(Violation violation, String detail) {
        return switch (violation) {
            case FIRST_BYTE -> "Policies must be valid JSON and the first byte must be '{'";
            default -> grammarText(violation, detail);
        };
    }

    /** EC2 documents one sentence for a document that is not a policy; grammar errors say what is wrong. */
    private static String endpointText(Violation violation, String detail) {
        return switch (violation) {
            case FIRST_BYTE, INVALID_JSON -> "The specified policy document is not a valid JSON policy document.";
            default -> grammarText(violation, detail);
        };
    }

    private static String grammarText(Violation violation, String detail) {
        return switch (violation) {
            case FIRST_BYTE, INVALID_JSON -> "This policy contains invalid Json";
            case TOO_LARGE -> "Policy exceeds the maximum allowed document size.";
            case UNKNOWN_FIELD -> "Unknown field " + detail;
            case WRONG_TYPE -> "Invalid policy syntax.";
            case INVALID_VERSION, OLD_VERSION -> "The policy must contain a valid version string";
            case INVALID_SID -> INVALID_SID;
            case EMPTY_STATEMENT -> "Could not parse the policy: Statement is empty!";
            case DUPLICATE_SID -> "Duplicate statement ID " + detail;
            case MISSING_FIELD -> "Missing required field " + detail;
            case PROHIBITED_PRINCIPAL -> "Has prohibited field Principal";
            case PROHIBITED_RESOURCE -> "Has prohibited field Resource";
            case INVALID_EFFECT, EFFECT_CASE -> "Invalid effect: " + detail;
            case ALLOW_NOT_PRINCIPAL -> "Allow with NotPrincipal is not allowed.";
            case PROHIBITED_NOT_PRINCIPAL -> "AssumeRole policy must not contain NotPrincipal field.";
            case INVALID_PRINCIPAL -> "Invalid principal in policy";
            case INVALID_ACTION, UNQUALIFIED_ACTION, ACTION_WITH_COLONS, INVALID_VENDOR, TRUST_ACTION ->
                "Policy has invalid action";
            case INVALID_RESOURCE,
                    RESOURCE_NOT_ARN,
                    RESOURCE_PARTITION,
                    RESOURCE_VENDOR,
                    RESOURCE_LEGACY,
                    RESOURCE_REGION,
                    RESOURCE_PATH -> "Policy has invalid resource";
            case ACTION_WITHOUT_RESOURCE -> "Action does not apply to any resource(s) in statement";
            case INVALID_CONDITION_OPERATOR -> "Invalid Condition type : " + detail;
            case INVALID_CONDITION_KEY -> "Policy has an invalid condition key";
            case CONDITION_WITHOUT_ACTION ->
                "Conditions do not apply to combination of actions and resources in statement";
            case INVALID_CONDITION_VALUE -> "Invalid condition value: " + detail;
            case INVALID_IP -> "Invalid IP address in Conditions";
        };
    }
}
