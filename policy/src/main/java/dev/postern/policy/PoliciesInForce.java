package dev.postern.policy;

import dev.postern.model.AccountId;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which documents are in force for a caller and a connection, in the state: who decides and who explains look them up here. */
public final class PoliciesInForce {
    /**
     * The policy of an endpoint for which none was given: full access.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Endpoint policies</a>
     */
    public static final String DEFAULT_ENDPOINT_POLICY = """
            {"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}""";

    /** Allows nothing: of an endpoint that is no more, whose last packets are refused, and of what cannot be found. */
    public static final String CLOSED = "{}";

    private PoliciesInForce() {}

    /**
     * What a user or role holds, or a group.
     *
     * @param noun what it is, in one word, as a {@code user}
     * @param inline documents by name
     * @param attached the ARNs of managed policies
     * @param boundary the ARN of the permissions boundary
     * @param groups what the groups of a user hold: it counts as the user's own does
     */
    public record Held(
            String noun,
            String name,
            AccountId account,
            Map<String, String> inline,
            List<String> attached,
            Optional<String> boundary,
            List<Held> groups) {
        public Held {
            groups = List.copyOf(groups);
        }

        /** All who hold policies of the identity-based layer: the user or role itself, then its groups. */
        public Stream<Held> holders() {
            return Stream.concat(Stream.of(this), groups.stream());
        }

        /** What a decision calls an inline policy: a group's is called after it, since its member may have one of the same name. */
        public String called(String policy) {
            return noun.equals("group") ? "group/" + name + "/" + policy : policy;
        }
    }

    /** What the caller holds; empty for those who need no policy, and for who is no more. */
    public static Optional<Held> held(Snapshot snapshot, Caller caller) {
        return switch (caller) {
            case Caller.Anonymous _, Caller.Root _ -> Optional.empty();
            case Caller.FederatedUser user -> user.by().flatMap(by -> held(snapshot, by));
            case Caller.User user ->
                user(snapshot, user)
                        .map(found -> new Held(
                                "user",
                                found.name(),
                                found.scope().account(),
                                found.inlinePolicies(),
                                found.attachedPolicies(),
                                found.permissionsBoundary(),
                                groups(snapshot, found)
                                        .map(PoliciesInForce::held)
                                        .toList()));
            case Caller.AssumedRole session ->
                role(snapshot, session)
                        .map(found -> new Held(
                                "role",
                                found.name(),
                                found.scope().account(),
                                found.inlinePolicies(),
                                found.attachedPolicies(),
                                found.permissionsBoundary(),
                                List.of()));
        };
    }

    private static Held held(Group group) {
        return new Held(
                "group",
                group.name(),
                group.scope().account(),
                group.inlinePolicies(),
                group.attachedPolicies(),
                Optional.empty(),
                List.of());
    }

    /** The groups in which a user is, in the order of joining. */
    public static Stream<Group> groups(Snapshot snapshot, User user) {
        return user.groups().stream()
                .flatMap(id -> snapshot.by(Indexes.IAM_GROUPS_BY_ID, id).values().stream())
                .filter(group -> group.scope().equals(user.scope()));
    }

    /** The user, if it is still the same one. */
    public static Optional<User> user(Snapshot snapshot, Caller.User caller) {
        return snapshot.find(User.class, Scope.ofAccount(caller.account()), caller.name())
                .filter(user -> user.userId().equals(caller.userId()));
    }

    /** The session's role, if it is still the same one. */
    public static Optional<Role> role(Snapshot snapshot, Caller.AssumedRole caller) {
        return snapshot.find(Role.class, Scope.ofAccount(caller.account()), caller.roleName())
                .filter(role -> role.roleId().equals(caller.roleId()));
    }

    /** The account's own managed policy; empty for AWS's. */
    public static Optional<ManagedPolicy> ownPolicy(Snapshot snapshot, AccountId account, String arn) {
        return snapshot.find(ManagedPolicy.class, Scope.ofAccount(account), arn);
    }

    /** The default version of a managed policy, AWS's or the account's own. */
    public static Optional<String> managedDocument(Snapshot snapshot, AccountId account, String arn) {
        return ownPolicy(snapshot, account, arn)
                .map(ManagedPolicy::defaultDocument)
                .or(() -> AwsManagedPolicies.find(arn).map(AwsManagedPolicies.AwsManagedPolicy::document));
    }

    /**
     * The policy of an endpoint.
     *
     * @param gateway whether it is a gateway endpoint, in whose policy an account means its root user
     */
    public record OfEndpoint(String id, String document, boolean gateway) {}

    /** That of the endpoint through which a connection came. */
    public static Optional<OfEndpoint> endpoint(Snapshot snapshot, Connection connection) {
        return switch (connection) {
            case Connection.Public _ -> Optional.empty();
            case Connection.ThroughEndpoint through -> {
                String id = through.endpoint().value();
                Optional<VpcEndpoint> found =
                        snapshot.find(VpcEndpoint.class, through.vpcScope(), id).filter(VpcEndpoint::carriesTraffic);
                yield Optional.of(new OfEndpoint(
                        id,
                        found.map(e -> e.policyDocument().orElse(DEFAULT_ENDPOINT_POLICY))
                                .orElse(CLOSED),
                        found.map(e -> e.reach() instanceof VpcEndpoint.Gateway).orElse(false)));
            }
        };
    }
}
