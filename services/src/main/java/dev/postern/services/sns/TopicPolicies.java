package dev.postern.services.sns;

import dev.postern.model.AccountId;
import dev.postern.model.sns.Topic;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.services.authorization.PermissionStatements;
import dev.postern.services.authorization.PrincipalDirectory;
import dev.postern.services.authorization.TopicPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The policies of topics: what may be one, and the statements that AddPermission writes into one.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html">Access control</a>
 */
final class TopicPolicies {
    private static final int POLICY_BYTES_MAX = 30 << 10;

    /** What a topic's policy can allow, in lower case. */
    private static final Set<String> ACTIONS = Set.of(
            "sns:*",
            "sns:addpermission",
            "sns:deletetopic",
            "sns:getdataprotectionpolicy",
            "sns:gettopicattributes",
            "sns:listsubscriptionsbytopic",
            "sns:listtagsforresource",
            "sns:publish",
            "sns:putdataprotectionpolicy",
            "sns:receive",
            "sns:removepermission",
            "sns:settopicattributes",
            "sns:subscribe");

    private TopicPolicies() {}

    /** The policy that a request gives. */
    static String checked(SnsCall call, String document) {
        if (document.length() > POLICY_BYTES_MAX) {
            throw SnsError.invalid("Policy Error: null");
        }
        try {
            Policy policy = Policy.parse(document, PolicyKind.TOPIC);
            boolean foreign = policy.statements().stream()
                    .flatMap(statement -> statement.actions().actions().stream())
                    .map(action -> action.toLowerCase(Locale.ROOT))
                    .anyMatch(action -> !isOfTopics(action));
            if (foreign) {
                throw SnsError.invalid("Policy statement action out of service scope!");
            }
            PrincipalDirectory.firstUnknown(call.snapshot(), policy).ifPresent(_ -> {
                throw SnsError.invalid("Policy Error: PrincipalNotFound");
            });
            return document;
        } catch (MalformedPolicyException malformed) {
            throw SnsError.invalid("Policy Error: null");
        }
    }

    private static boolean isOfTopics(String action) {
        return ACTIONS.contains(action)
                || (action.startsWith("sns:") && (action.contains("*") || action.contains("?")));
    }

    /** The policy with a statement more, which lets accounts do something. */
    static String with(Topic topic, String label, List<String> accounts, List<String> actions) {
        List<AccountId> principals =
                accounts.stream().map(TopicPolicies::account).toList();
        List<String> allowed = actions.stream()
                .map(action -> {
                    if (!action.equals("*") && !ACTIONS.contains("sns:" + action.toLowerCase(Locale.ROOT))) {
                        throw SnsError.invalid("Policy statement action out of service scope!");
                    }
                    return "SNS:" + action;
                })
                .toList();
        return PermissionStatements.with(
                        TopicPolicy.of(topic),
                        label,
                        principals,
                        allowed,
                        topic.arn().toString())
                .orElseThrow(() -> SnsError.invalid("Statement already exists"));
    }

    private static AccountId account(String id) {
        if (!AccountId.isValid(id)) {
            throw SnsError.invalid("AWSAccountId");
        }
        return new AccountId(id);
    }

    /** The policy without a statement. */
    static String without(Topic topic, String label) {
        String left = PermissionStatements.without(TopicPolicy.of(topic), label)
                .orElseThrow(() -> SnsError.NOT_FOUND.of("The policy has no statement " + label));
        if (PermissionStatements.isEmpty(left)) {
            throw SnsError.invalid("A topic's policy must have a statement");
        }
        return left;
    }
}
