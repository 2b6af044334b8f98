package dev.postern.services.iam;

import dev.postern.model.Snapshot;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.services.authorization.PrincipalDirectory;
import dev.postern.wire.ApiException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Policy documents as IAM takes and gives them.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and AWS STS quotas</a>
 */
final class Documents {
    static final int MANAGED_CHARACTERS_MAX = 6_144;
    static final int USER_CHARACTERS_MAX = 2_048;
    static final int GROUP_CHARACTERS_MAX = 5_120;
    static final int ROLE_CHARACTERS_MAX = 10_240;
    static final int TRUST_CHARACTERS_MAX = 2_048;

    private Documents() {}

    static void requireManaged(String document) {
        requireIdentity(document);
        if (size(document) > MANAGED_CHARACTERS_MAX) {
            throw IamCall.limitExceeded("Cannot exceed quota for PolicySize: " + MANAGED_CHARACTERS_MAX);
        }
    }

    /** Checks an identity-based policy's grammar. */
    static void requireIdentity(String document) {
        parse(document, PolicyKind.IDENTITY);
    }

    /** Checks the inline policies that a user would have in sum. */
    static void requireUserSize(String user, Map<String, String> inline) {
        requireSum(inline, USER_CHARACTERS_MAX, "user " + user);
    }

    /** Checks the inline policies that a group would have in sum. */
    static void requireGroupSize(String group, Map<String, String> inline) {
        requireSum(inline, GROUP_CHARACTERS_MAX, "group " + group);
    }

    /** Checks the inline policies that a role would have in sum. */
    static void requireRoleSize(String role, Map<String, String> inline) {
        requireSum(inline, ROLE_CHARACTERS_MAX, "role " + role);
    }

    /** Checks a trust policy: its grammar, its size, and that the principals that it names exist. */
    static void requireTrust(Snapshot snapshot, String document) {
        Policy policy = parse(document, PolicyKind.TRUST);
        if (size(document) > TRUST_CHARACTERS_MAX) {
            throw IamCall.limitExceeded("Cannot exceed quota for ACLSizePerRole: " + TRUST_CHARACTERS_MAX);
        }
        PrincipalDirectory.firstUnknown(snapshot, policy).ifPresent(arn -> {
            throw malformed("Invalid principal in policy: \"AWS\":\"" + arn + "\"");
        });
    }

    private static Policy parse(String document, PolicyKind kind) {
        try {
            return Policy.parse(document, kind);
        } catch (MalformedPolicyException e) {
            throw malformed(e.text());
        }
    }

    private static ApiException malformed(String message) {
        return new ApiException(IamError.MALFORMED_POLICY_DOCUMENT, message);
    }

    private static void requireSum(Map<String, String> inline, int max, String owner) {
        int sum = inline.values().stream().mapToInt(Documents::size).sum();
        if (sum > max) {
            throw IamCall.limitExceeded("Maximum policy size of " + max + " bytes exceeded for " + owner);
        }
    }

    /** IAM does not count white space. */
    private static int size(String document) {
        return (int) document.chars().filter(c -> !Character.isWhitespace(c)).count();
    }

    /** Answers carry documents percent-encoded as RFC 3986 has it. */
    static String encode(String document) {
        return URLEncoder.encode(document, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
