package dev.postern.policy;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which statements are public: they allow something to everybody, without a condition that fixes who or from where.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status">
 *     The meaning of "public"</a>
 */
public final class PublicAccess {
    private static final int IPV4_PREFIX_MIN = 8;
    private static final int IPV6_PREFIX_MIN = 32;

    /** Keys that make an allowance not public when they are held to fixed values. */
    private static final Set<String> FIXING_KEYS = Set.of(
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:sourceip",
            "aws:sourceorgid",
            "aws:sourceorgpaths",
            "aws:sourceowner",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:userid",
            "s3:dataaccesspointaccount",
            "s3:dataaccesspointarn",
            "s3:x-amz-server-side-encryption-aws-kms-key-id");

    private static final Set<ConditionOperator> FIXING_OPERATORS = Set.of(
            ConditionOperator.STRING_EQUALS,
            ConditionOperator.STRING_EQUALS_IGNORE_CASE,
            ConditionOperator.STRING_LIKE,
            ConditionOperator.ARN_EQUALS,
            ConditionOperator.ARN_LIKE,
            ConditionOperator.IP_ADDRESS);

    private PublicAccess() {}

    /** The public statements of a policy. */
    public static List<Statement> of(Policy policy) {
        return of(policy, Set.of());
    }

    /**
     * The public statements of a policy.
     *
     * @param fixing further keys, in lower case, that fix who asks or from where
     */
    public static List<Statement> of(Policy policy, Set<String> fixing) {
        return policy.statements().stream()
                .filter(statement -> isPublic(statement, fixing))
                .toList();
    }

    private static boolean isPublic(Statement statement, Set<String> fixing) {
        if (statement.effect() != Effect.ALLOW) {
            return false;
        }
        boolean everybody = statement
                .principals()
                .map(clause ->
                        clause.negated() || clause.principals().stream().anyMatch(p -> p instanceof Principal.Everyone))
                .orElse(false);
        return everybody && statement.conditions().stream().noneMatch(condition -> fixes(condition, fixing));
    }

    private static boolean fixes(Condition condition, Set<String> fixing) {
        return (FIXING_KEYS.contains(condition.key()) || fixing.contains(condition.key()))
                && FIXING_OPERATORS.contains(condition.operator())
                && !condition.ifExists()
                && condition.quantifier() == Condition.Quantifier.ONE
                && condition.values().stream().allMatch(value -> isFixed(condition.key(), value));
    }

    private static boolean isFixed(String key, String value) {
        if (value.contains("${")) {
            return false;
        }
        if (key.equals("aws:sourceip")) {
            Optional<Cidr> cidr = AddressBlock.find(value);
            return cidr.isEmpty()
                    || cidr.get().length() >= (cidr.get().family() == Family.IPV4 ? IPV4_PREFIX_MIN : IPV6_PREFIX_MIN);
        }
        if (key.equals("aws:sourcearn") || key.equals("aws:principalarn") || key.equals("s3:dataaccesspointarn")) {
            String[] parts = value.split(":", 6);
            return parts.length == 6 && parts[4].matches("\\d{12}");
        }
        return value.indexOf('*') < 0 && value.indexOf('?') < 0;
    }
}
