package dev.postern.services.cloudtrail.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.iam.RoleDelivery;
import dev.postern.model.request.Caller;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Who asked, as events tell it.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
final class Identity {
    private Identity() {}

    /** The element {@code userIdentity}. */
    static ObjectNode of(Caller caller, String accessKeyId) {
        return switch (caller) {
            case Caller.Anonymous() ->
                object().put("type", "AWSAccount").put("principalId", "").put("accountId", "anonymous");
            case Caller.Root root -> {
                ObjectNode is = named("Root", root, root.account(), accessKeyId);
                yield root.tokenIssuedAt().isPresent() ? is.set("sessionContext", session(root.tokenIssuedAt())) : is;
            }
            case Caller.User user -> {
                ObjectNode is =
                        named("IAMUser", user, user.account(), accessKeyId).put("userName", user.name());
                yield user.tokenIssuedAt().isPresent() ? is.set("sessionContext", session(user.tokenIssuedAt())) : is;
            }
            case Caller.FederatedUser user -> {
                ObjectNode by = user.by()
                        .map(one -> issuer("IAMUser", one.userId(), one.arn(), one.account())
                                .put("userName", one.name()))
                        .orElseGet(() -> {
                            Caller.Root root = new Caller.Root(user.account());
                            return issuer("Root", root.userId(), root.arn(), user.account());
                        });
                ObjectNode session = object();
                session.set("sessionIssuer", by);
                session.setAll(session(Optional.of(user.issuedAt())));
                yield named("FederatedUser", user, user.account(), accessKeyId).set("sessionContext", session);
            }
            case Caller.AssumedRole role ->
                named("AssumedRole", role, role.account(), accessKeyId).set("sessionContext", session(role));
        };
    }

    /** What an account learns of somebody of another. */
    static ObjectNode ofStranger(Caller caller) {
        ObjectNode is = object().put("type", "AWSAccount").put("principalId", caller.userId());
        caller.accountId().ifPresent(account -> is.put("accountId", account.value()));
        return is;
    }

    private static ObjectNode session(Caller.AssumedRole role) {
        ObjectNode session = object();
        Arn arn = Arn.global("iam", role.account(), "role" + role.rolePath() + role.roleName());
        session.set(
                "sessionIssuer",
                issuer("Role", role.roleId(), arn.toString(), role.account()).put("userName", role.roleName()));
        session.setAll(session(Optional.of(role.issuedAt())));
        role.delivery().map(RoleDelivery::version).ifPresent(version -> session.put("ec2RoleDelivery", version));
        role.traits().sourceIdentity().ifPresent(source -> session.put("sourceIdentity", source));
        return session;
    }

    private static ObjectNode session(Optional<Instant> issued) {
        ObjectNode session = object();
        ObjectNode attributes = session.putObject("attributes");
        issued.ifPresent(at -> attributes.put(
                "creationDate", at.truncatedTo(ChronoUnit.SECONDS).toString()));
        attributes.put("mfaAuthenticated", "false");
        return session;
    }

    private static ObjectNode named(String type, Caller caller, AccountId account, String accessKeyId) {
        ObjectNode is = issuer(type, caller.userId(), caller.arn(), account);
        return accessKeyId.isEmpty() ? is : is.put("accessKeyId", accessKeyId);
    }

    private static ObjectNode issuer(String type, String id, String arn, AccountId account) {
        return object().put("type", type).put("principalId", id).put("arn", arn).put("accountId", account.value());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** By what events are looked up. */
    static String userName(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous() -> "";
            case Caller.Root _ -> "root";
            case Caller.User user -> user.name();
            case Caller.FederatedUser user -> user.name();
            case Caller.AssumedRole role -> role.sessionName();
        };
    }
}
