package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.policy.NamedPolicy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.PolicyLayers;
import dev.postern.policy.PolicyLayers.EndpointPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the policies that a request meets: the caller's, and that of the endpoint through which it came. */
final class PolicySources {
    /**
     * The policy of an endpoint for which none was given: full access.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Endpoint policies</a>
     */
    static final String DEFAULT_ENDPOINT_POLICY = """
            {"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}""";

    /** Of an endpoint that is no more: its last packets are refused. */
    private static final String CLOSED = "{}";

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
                        PolicyLayers.ResourceSide.NONE,
                        List.of());
            case Caller.User user -> {
                Optional<User> found = user(snapshot, user);
                yield new PolicyLayers(
                        found.map(u -> identity(
                                        snapshot, u.scope().account(), u.inlinePolicies(), u.attachedPolicies()))
                                .orElse(List.of()),
                        found.flatMap(u -> boundary(snapshot, u.scope().account(), u.permissionsBoundary())),
                        Optional.empty(),
                        endpoint(snapshot, connection),
                        PolicyLayers.ResourceSide.NONE,
                        List.of());
            }
            case Caller.AssumedRole session -> {
                Optional<Role> found = role(snapshot, session);
                yield new PolicyLayers(
                        found.map(r -> identity(
                                        snapshot, r.scope().account(), r.inlinePolicies(), r.attachedPolicies()))
                                .orElse(List.of()),
                        found.flatMap(r -> boundary(snapshot, r.scope().account(), r.permissionsBoundary())),
                        session.sessionPolicy()
                                .map(document -> parsed.named(
                                        "session policy of " + session.sessionName(), PolicyKind.IDENTITY, document)),
                        endpoint(snapshot, connection),
                        PolicyLayers.ResourceSide.NONE,
                        List.of());
            }
        };
    }

    /** The user, if it is still the same one. */
    static Optional<User> user(Snapshot snapshot, Caller.User caller) {
        return snapshot.find(User.class, Scope.ofAccount(caller.account()), caller.name())
                .filter(user -> user.userId().equals(caller.userId()));
    }

    /** The session's role, if it is still the same one. */
    static Optional<Role> role(Snapshot snapshot, Caller.AssumedRole caller) {
        return snapshot.find(Role.class, Scope.ofAccount(caller.account()), caller.roleName())
                .filter(role -> role.roleId().equals(caller.roleId()));
    }

    private List<NamedPolicy> identity(
            Snapshot snapshot, AccountId account, Map<String, String> inline, List<String> attached) {
        List<NamedPolicy> policies = new ArrayList<>();
        inline.forEach((name, document) -> policies.add(parsed.named(name, PolicyKind.IDENTITY, document)));
        for (String arn : attached) {
            managedDocument(snapshot, account, arn)
                    .ifPresent(document -> policies.add(parsed.named(arn, PolicyKind.IDENTITY, document)));
        }
        return policies;
    }

    /** A boundary that cannot be found allows nothing. */
    private Optional<NamedPolicy> boundary(Snapshot snapshot, AccountId account, Optional<String> arn) {
        return arn.map(a -> parsed.named(
                a, PolicyKind.IDENTITY, managedDocument(snapshot, account, a).orElse(CLOSED)));
    }

    /** The default version of a managed policy, AWS's or the account's own. */
    static Optional<String> managedDocument(Snapshot snapshot, AccountId account, String arn) {
        return snapshot.find(ManagedPolicy.class, Scope.ofAccount(account), arn)
                .map(ManagedPolicy::defaultDocument)
                .or(() -> AwsManagedPolicies.find(arn).map(AwsManagedPolicies.AwsManagedPolicy::document));
    }

    private Optional<EndpointPolicy> endpoint(Snapshot snapshot, Connection connection) {
        return switch (connection) {
            case Connection.Public _ -> Optional.empty();
            case Connection.ThroughEndpoint through -> {
                String id = through.endpoint().value();
                Optional<VpcEndpoint> found =
                        snapshot.find(VpcEndpoint.class, through.vpcScope(), id).filter(VpcEndpoint::carriesTraffic);
                String document = found.map(e -> e.policyDocument().orElse(DEFAULT_ENDPOINT_POLICY))
                        .orElse(CLOSED);
                boolean gateway =
                        found.map(e -> e.type() == VpcEndpoint.Type.GATEWAY).orElse(false);
                yield Optional.of(new EndpointPolicy(parsed.named(id, PolicyKind.ENDPOINT, document), gateway));
            }
        };
    }
}
