package dev.postern.model.request;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Tags;
import dev.postern.model.iam.RoleDelivery;
import dev.postern.model.iam.SessionTraits;
import java.time.Instant;
import java.util.Optional;

/** Who signed a request. */
public sealed interface Caller {
    /** Nobody: the request carries no signature. Only resource policies can admit it. */
    record Anonymous() implements Caller {}

    /**
     * An account's root user.
     *
     * @param tokenIssuedAt for temporary credentials, when they were made
     */
    record Root(AccountId account, Optional<Instant> tokenIssuedAt) implements Caller {
        /** With a key that lasts. */
        public Root(AccountId account) {
            this(account, Optional.empty());
        }
    }

    /**
     * An IAM user.
     *
     * @param userId {@code AIDA...}
     * @param tokenIssuedAt for temporary credentials, when they were made
     */
    record User(AccountId account, String path, String name, String userId, Optional<Instant> tokenIssuedAt)
            implements Caller {
        /** With a key that lasts. */
        public User(AccountId account, String path, String name, String userId) {
            this(account, path, name, userId, Optional.empty());
        }
    }

    /**
     * Somebody whom a user, or root, lets act in the account for a while.
     *
     * @param by the user; empty for root
     * @param sessionPolicy to what of that the credentials are limited
     * @param tags the session tags
     */
    record FederatedUser(
            AccountId account, String name, Optional<User> by, String sessionPolicy, Tags tags, Instant issuedAt)
            implements Caller {}

    /**
     * A role's session, with temporary credentials.
     *
     * @param roleId {@code AROA...}
     * @param sessionPolicy the policy passed to AssumeRole, if any
     * @param issuedAt when the session's credentials were made
     * @param ec2InstanceId for credentials that an instance profile delivered, the instance
     * @param delivery how they came to that instance
     * @param traits what was said of the session when it began
     */
    record AssumedRole(
            AccountId account,
            String rolePath,
            String roleName,
            String roleId,
            String sessionName,
            Optional<String> sessionPolicy,
            Instant issuedAt,
            Optional<String> ec2InstanceId,
            Optional<RoleDelivery> delivery,
            SessionTraits traits)
            implements Caller {
        /** Of a session of which nothing more was said. */
        public AssumedRole(
                AccountId account,
                String rolePath,
                String roleName,
                String roleId,
                String sessionName,
                Optional<String> sessionPolicy,
                Instant issuedAt,
                Optional<String> ec2InstanceId,
                Optional<RoleDelivery> delivery) {
            this(
                    account,
                    rolePath,
                    roleName,
                    roleId,
                    sessionName,
                    sessionPolicy,
                    issuedAt,
                    ec2InstanceId,
                    delivery,
                    SessionTraits.NONE);
        }
    }

    /** For temporary credentials, when they were made. */
    default Optional<Instant> tokenIssued() {
        return switch (this) {
            case Anonymous() -> Optional.empty();
            case Root root -> root.tokenIssuedAt();
            case User user -> user.tokenIssuedAt();
            case FederatedUser user -> Optional.of(user.issuedAt());
            case AssumedRole session -> Optional.of(session.issuedAt());
        };
    }

    /** The account to which the caller belongs; none for an anonymous one. */
    default Optional<AccountId> accountId() {
        return switch (this) {
            case Anonymous() -> Optional.empty();
            case Root root -> Optional.of(root.account());
            case User user -> Optional.of(user.account());
            case FederatedUser user -> Optional.of(user.account());
            case AssumedRole session -> Optional.of(session.account());
        };
    }

    /** The ARN as GetCallerIdentity gives it; {@code *} has no ARN and is shown as {@code anonymous}. */
    default String arn() {
        return switch (this) {
            case Anonymous() -> "anonymous";
            case Root root -> Arn.global("iam", root.account(), "root").toString();
            case FederatedUser user ->
                Arn.global("sts", user.account(), "federated-user/" + user.name())
                        .toString();
            case User user ->
                Arn.global("iam", user.account(), "user" + user.path() + user.name())
                        .toString();
            case AssumedRole session ->
                Arn.global("sts", session.account(), "assumed-role/" + session.roleName() + "/" + session.sessionName())
                        .toString();
        };
    }

    /** {@code aws:userid}. */
    default String userId() {
        return switch (this) {
            case Anonymous() -> "anonymous";
            case Root root -> root.account().value();
            case User user -> user.userId();
            case FederatedUser user -> user.account() + ":" + user.name();
            case AssumedRole session -> session.roleId() + ":" + session.sessionName();
        };
    }
}
