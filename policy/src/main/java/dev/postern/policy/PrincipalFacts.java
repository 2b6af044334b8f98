package dev.postern.policy;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.request.Caller;
import java.util.List;
import java.util.Optional;

/**
 * Who makes the request, in all the names under which a policy may know them.
 *
 * @param arn as error messages show it
 * @param account none for anonymous callers and services
 * @param root whether it is the account's root user
 * @param own the ARN of the user or of the role's session: a grant to it is direct
 * @param role the role's ARN, for a session
 * @param uniqueIds the user's or role's unique id, and for a session also with the session's name
 * @param service for an AWS service that acts by itself, its name
 * @param provider for who has only a token of an identity provider, the provider's ARN
 */
public record PrincipalFacts(
        String arn,
        Optional<AccountId> account,
        boolean root,
        Optional<String> own,
        Optional<String> role,
        List<String> uniqueIds,
        Optional<String> service,
        Optional<String> provider) {
    public PrincipalFacts {
        uniqueIds = List.copyOf(uniqueIds);
    }

    /** Of who is not known by an identity provider's token alone. */
    public PrincipalFacts(
            String arn,
            Optional<AccountId> account,
            boolean root,
            Optional<String> own,
            Optional<String> role,
            List<String> uniqueIds,
            Optional<String> service) {
        this(arn, account, root, own, role, uniqueIds, service, Optional.empty());
    }

    public static PrincipalFacts of(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous _ ->
                new PrincipalFacts(
                        caller.arn(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty());
            case Caller.Root root ->
                new PrincipalFacts(
                        caller.arn(),
                        Optional.of(root.account()),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty());
            case Caller.User user ->
                new PrincipalFacts(
                        caller.arn(),
                        Optional.of(user.account()),
                        false,
                        Optional.of(caller.arn()),
                        Optional.empty(),
                        List.of(user.userId()),
                        Optional.empty());
            // A policy that names the user who asked for the credentials grants no more than the session's own lets.
            case Caller.FederatedUser user ->
                new PrincipalFacts(
                        caller.arn(),
                        Optional.of(user.account()),
                        false,
                        Optional.of(caller.arn()),
                        user.by().map(Caller.User::arn),
                        user.by().map(Caller.User::userId).stream().toList(),
                        Optional.empty());
            case Caller.AssumedRole session ->
                new PrincipalFacts(
                        caller.arn(),
                        Optional.of(session.account()),
                        false,
                        Optional.of(caller.arn()),
                        Optional.of(roleArn(session)),
                        List.of(session.roleId(), caller.userId()),
                        Optional.empty());
        };
    }

    /** An AWS service that acts by itself, as EC2 does when it assumes an instance's role. */
    public static PrincipalFacts ofService(String name) {
        return new PrincipalFacts(
                name, Optional.empty(), false, Optional.empty(), Optional.empty(), List.of(), Optional.of(name));
    }

    /** Who has a token of an identity provider. */
    public static PrincipalFacts ofProvider(String arn) {
        return new PrincipalFacts(
                arn,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(arn));
    }

    private static String roleArn(Caller.AssumedRole session) {
        return Arn.global("iam", session.account(), "role" + session.rolePath() + session.roleName())
                .toString();
    }

    /** Whether nobody signed. */
    public boolean anonymous() {
        return account.isEmpty() && service.isEmpty() && provider.isEmpty();
    }
}
