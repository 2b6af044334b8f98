package dev.postern.services.kms;

import dev.postern.model.AccountId;
import dev.postern.model.kms.KmsKey;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.PrincipalDirectory;
import dev.postern.services.authorization.ResourcePolicy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The policies of keys: the one with which a key begins, and what may be one.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html">Default key policy</a>
 */
final class KeyPolicyDocuments {
    private static final int BYTES_MAX = 32 << 10;

    /** What only IAM's policies may ask for: whoever may name or tag a key could else change who its own policy lets in. */
    private static final Pattern FOREIGN_KEYS =
            Pattern.compile("(aws:ResourceTag/|kms:ResourceTag/).*|kms:ResourceAliases", Pattern.CASE_INSENSITIVE);

    private KeyPolicyDocuments() {}

    /** Lets the account's own policies decide. */
    static String byDefault(AccountId account) {
        return """
                {
                  "Version" : "2012-10-17",
                  "Id" : "key-default-1",
                  "Statement" : [ {
                    "Sid" : "Enable IAM User Permissions",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "arn:aws:iam::%s:root"
                    },
                    "Action" : "kms:*",
                    "Resource" : "*"
                  } ]
                }""".formatted(account);
    }

    /**
     * The policy that a request gives. Who gives it must be able to give the next one, unless he says that he knows.
     *
     * @param unchecked whether he may lock himself out
     */
    static String checked(
            Authorizer authorizer, KmsCall call, KmsKey key, String document, @Nullable Boolean unchecked) {
        if (document.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw KmsError.LIMIT_EXCEEDED.of("Key policy exceeds the maximum size of " + BYTES_MAX + " bytes.");
        }
        Policy policy;
        try {
            policy = Policy.parse(document, PolicyKind.KEY);
        } catch (MalformedPolicyException e) {
            throw KmsError.MALFORMED_POLICY.of(String.valueOf(e.getMessage()));
        }
        boolean foreign = policy.statements().stream()
                .flatMap(statement -> statement.conditions().stream())
                .anyMatch(condition ->
                        FOREIGN_KEYS.matcher(condition.spelledKey()).matches());
        if (foreign) {
            throw KmsError.MALFORMED_POLICY.of(
                    "These condition keys are not permitted in a key policy: aws:ResourceTag,"
                            + " kms:ResourceTag, kms:ResourceAliases");
        }
        if (PrincipalDirectory.firstUnknown(call.snapshot(), policy).isPresent()) {
            throw KmsError.MALFORMED_POLICY.of("Policy contains a statement with one or more invalid principals.");
        }
        if (!Boolean.TRUE.equals(unchecked) && !leavesTheWayBack(authorizer, call, key, document)) {
            throw KmsError.MALFORMED_POLICY.of(
                    "The new key policy will not allow you to update the key policy in the future.");
        }
        return document;
    }

    private static boolean leavesTheWayBack(Authorizer authorizer, KmsCall call, KmsKey key, String document) {
        return authorizer
                .decide(
                        call.snapshot(),
                        call.context(),
                        "kms:PutKeyPolicy",
                        key.arn().toString(),
                        Optional.of(new ResourcePolicy(key.scope().account(), Optional.of(document))),
                        ConditionContext.EMPTY)
                .allowed();
    }
}
