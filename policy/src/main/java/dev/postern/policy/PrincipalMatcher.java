package dev.postern.policy;

import dev.postern.model.AccountId;
import java.util.List;
import java.util.Optional;

/** Whether a Principal or NotPrincipal element speaks of the caller. */
final class PrincipalMatcher {
    private PrincipalMatcher() {}

    /**
     * How a statement reaches the caller.
     *
     * @param accountMeansRoot whether an account stands for its root user only, as in a gateway endpoint's policy
     */
    static Reach reach(Optional<Statement.PrincipalClause> clause, PrincipalFacts caller, boolean accountMeansRoot) {
        if (clause.isEmpty()) {
            return Reach.DIRECT;
        }
        List<Principal> principals = clause.get().principals();
        if (clause.get().negated()) {
            return isListed(principals, caller, accountMeansRoot) ? Reach.NONE : Reach.DIRECT;
        }
        Reach best = Reach.NONE;
        for (Principal principal : principals) {
            Reach reach = reach(principal, caller, accountMeansRoot);
            if (reach.compareTo(best) > 0) {
                best = reach;
            }
        }
        return best;
    }

    private static Reach reach(Principal principal, PrincipalFacts caller, boolean accountMeansRoot) {
        return switch (principal) {
            case Principal.Everyone() -> Reach.DIRECT;
            case Principal.Account(var id) -> {
                if (!caller.account().equals(Optional.of(id))) {
                    yield Reach.NONE;
                }
                yield caller.root() ? Reach.DIRECT : accountMeansRoot ? Reach.NONE : Reach.ACCOUNT;
            }
            case Principal.Named(String arn) -> {
                if (caller.own().equals(Optional.of(arn))) {
                    yield Reach.DIRECT;
                }
                yield caller.role().equals(Optional.of(arn)) ? Reach.ROLE : Reach.NONE;
            }
            case Principal.UniqueId(String id) -> {
                if (!caller.uniqueIds().contains(id)) {
                    yield Reach.NONE;
                }
                yield caller.role().isPresent() ? Reach.ROLE : Reach.DIRECT;
            }
            case Principal.Service(String name) ->
                caller.service().isPresent()
                                && (name.equals("*") || caller.service().get().equals(name))
                        ? Reach.DIRECT
                        : Reach.NONE;
            case Principal.CanonicalUser(String id) -> {
                // S3 takes it for the account's ARN.
                Optional<AccountId> account =
                        caller.account().filter(a -> a.canonicalUserId().equals(id));
                yield account.isEmpty()
                        ? Reach.NONE
                        : reach(new Principal.Account(account.get()), caller, accountMeansRoot);
            }
            case Principal.Federated(String provider) ->
                caller.provider().equals(Optional.of(provider)) ? Reach.DIRECT : Reach.NONE;
        };
    }

    /**
     * Whether a NotPrincipal spares the caller. AWS validates the account, then the role, then the session, so each of
     * the caller's names must be listed.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html">
     *     NotPrincipal</a>
     */
    private static boolean isListed(List<Principal> principals, PrincipalFacts caller, boolean accountMeansRoot) {
        if (principals.contains(new Principal.Everyone())) {
            return true;
        }
        if (caller.service().isPresent()) {
            return principals.stream().anyMatch(p -> reach(p, caller, accountMeansRoot) == Reach.DIRECT);
        }
        if (caller.account().isEmpty()) {
            return false;
        }
        boolean account =
                principals.contains(new Principal.Account(caller.account().get()));
        boolean role = caller.role().isEmpty()
                || principals.contains(new Principal.Named(caller.role().get()))
                || caller.uniqueIds().stream().anyMatch(id -> principals.contains(new Principal.UniqueId(id)));
        boolean own = caller.own().isEmpty()
                || principals.contains(new Principal.Named(caller.own().get()))
                || caller.uniqueIds().stream().anyMatch(id -> principals.contains(new Principal.UniqueId(id)));
        return account && role && own;
    }
}
