package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Snapshot;
import dev.postern.policy.ConditionContext;
import java.util.List;
import java.util.Optional;

/**
 * The condition keys of what an AWS service does by itself.
 *
 * @param service as {@code sns.amazonaws.com}
 * @param owner whose the resource is on which it acts
 * @param given what is known of that for which it acts, as {@code aws:sourceaccount}
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceorgid">
 *     AWS global condition context keys</a>
 */
record ServiceKeys(Snapshot snapshot, String service, AccountId owner, ConditionContext given)
        implements ConditionContext {
    @Override
    public List<String> values(String key) {
        List<String> values = given.values(key);
        if (!values.isEmpty()) {
            return values;
        }
        return switch (key) {
            case "aws:principalisawsservice" -> List.of("true");
            case "aws:principalservicename", "aws:principalservicenameslist" -> List.of(service);
            case "aws:resourceaccount" -> List.of(owner.value());
            case "aws:resourceorgid", "aws:resourceorgpaths" -> OrganizationKeys.of(snapshot, Optional.of(owner), key);
            case "aws:sourceorgid", "aws:sourceorgpaths" -> OrganizationKeys.of(snapshot, source(), key);
            default -> List.of();
        };
    }

    private Optional<AccountId> source() {
        return given.values("aws:sourceaccount").stream()
                .filter(AccountId::isValid)
                .map(AccountId::new)
                .findFirst();
    }

    @Override
    public boolean knows(String key) {
        return given.knows(key);
    }
}
