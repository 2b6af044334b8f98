package dev.postern.services.authorization;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.policy.NamedPolicy;
import dev.postern.policy.PoliciesInForce;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.PolicyLayers;
import dev.postern.policy.PolicyLayers.EndpointPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the policies that a request meets: the caller's, and that of the endpoint through which it came. */
final class PolicySources {
    private static final String EVERYTHING = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    private final ParsedPolicies parsed;

    PolicySources(ParsedPolicies parsed) {
        this.parsed = parsed;
    }

    /** All layers but the resource's. */
    PolicyLayers layers(Snapshot snapshot, Caller caller, Connection connection) {
        return switch (caller) {
            case Caller.Anonymous _, Caller.Root _ ->
                new PolicyLayers(
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        endpoint(snapshot, connection),
                        PolicyLayers.ResourceSide.NONE);
            case Caller.User _ -> held(snapshot, caller, connection, Optional.empty());
            case Caller.FederatedUser user -> federated(snapshot, user, connection);
            case Caller.AssumedRole session ->
                held(
                        snapshot,
                        caller,
                        connection,
                        session.sessionPolicy()
                                .map(document -> parsed.named(
                                        "session policy of " + session.sessionName(), PolicyKind.IDENTITY, document)));
        };
    }

    /** What the user may who asked for the credentials, or root, and the session's policy lets. */
    private PolicyLayers federated(Snapshot snapshot, Caller.FederatedUser user, Connection connection) {
        NamedPolicy session =
                parsed.named("session policy of " + user.name(), PolicyKind.IDENTITY, user.sessionPolicy());
        if (user.by().isPresent()) {
            return held(snapshot, user, connection, Optional.of(session));
        }
        return new PolicyLayers(
                List.of(parsed.named("root user", PolicyKind.IDENTITY, EVERYTHING)),
                Optional.empty(),
                Optional.of(session),
                endpoint(snapshot, connection),
                PolicyLayers.ResourceSide.NONE);
    }

    private PolicyLayers held(Snapshot snapshot, Caller caller, Connection connection, Optional<NamedPolicy> session) {
        Optional<PoliciesInForce.Held> held = PoliciesInForce.held(snapshot, caller);
        return new PolicyLayers(
                held.map(found -> identity(snapshot, found)).orElse(List.of()),
                held.flatMap(found -> boundary(snapshot, found)),
                session,
                endpoint(snapshot, connection),
                PolicyLayers.ResourceSide.NONE);
    }

    private List<NamedPolicy> identity(Snapshot snapshot, PoliciesInForce.Held held) {
        List<NamedPolicy> policies = new ArrayList<>();
        held.holders().forEach(holder -> {
            holder.inline()
                    .forEach((name, document) ->
                            policies.add(parsed.named(holder.called(name), PolicyKind.IDENTITY, document)));
            for (String arn : holder.attached()) {
                PoliciesInForce.managedDocument(snapshot, holder.account(), arn)
                        .ifPresent(document -> policies.add(parsed.named(arn, PolicyKind.IDENTITY, document)));
            }
        });
        return policies;
    }

    /** A boundary that cannot be found allows nothing. */
    private Optional<NamedPolicy> boundary(Snapshot snapshot, PoliciesInForce.Held held) {
        return held.boundary()
                .map(arn -> parsed.named(
                        arn,
                        PolicyKind.IDENTITY,
                        PoliciesInForce.managedDocument(snapshot, held.account(), arn)
                                .orElse(PoliciesInForce.CLOSED)));
    }

    private Optional<EndpointPolicy> endpoint(Snapshot snapshot, Connection connection) {
        return PoliciesInForce.endpoint(snapshot, connection)
                .map(found -> new EndpointPolicy(
                        parsed.named(found.id(), PolicyKind.ENDPOINT, found.document()), found.gateway()));
    }
}
