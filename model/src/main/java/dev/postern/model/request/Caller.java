package dev.postern.model.request;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.iam.RoleDelivery;
import dev.postern.model.iam.SessionTraits;
import java.time.Instant;
import java.util.Optional;

/** Who signed a request. */
public sealed interface Caller {
    /** Nobody: the request carries no signature. Only resource policies can admit it. */
    record Anonymous() implements Caller {}

    /** An account's root user. */
    record Root(AccountId account) implements Caller {}

    /**
     * An IAM user.
     *
     * @param userId {@code AIDA...}
     */
    record User(AccountId account, String path, String name, String userId) implements Caller {}

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

    /** The account to which the caller belongs; none for an anonymous one. */
    default Optional<AccountId> accountId() {
        return switch (this) {
            case Anonymous() -> Optional.empty();
            case Root(AccountId account) -> Optional.of(account);
            case User user -> Optional.of(user.account());
            case AssumedRole session -> Optional.of(session.account());
        };
    }

    /** The ARN as GetCallerIdentity gives it; {@code *} has no ARN and is shown as {@code anonymous}. */
    default String arn() {
        return switch (this) {
            case Anonymous() -> "anonymous";
            case Root(AccountId account) -> Arn.global("iam", account, "root").toString();
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
            case Root(AccountId account) -> account.value();
            case User user -> user.userId();
            case AssumedRole session -> session.roleId() + ":" + session.sessionName();
        };
    }
}
