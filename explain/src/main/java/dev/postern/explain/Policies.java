package dev.postern.explain;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.policy.Layer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The policies of a request, where they are kept and as they are written: what a decision only names. */
final class Policies {
    private final Map<Layer, List<Kept>> kept = new EnumMap<>(Layer.class);
    private final Optional<PolicyPlace.Holder> holder;

    /**
     * A policy.
     *
     * @param name as the decision names it; empty if the layer has but one
     */
    record Kept(Optional<String> name, PolicyPlace place, PolicyDocument document) {}

    private Policies(Optional<PolicyPlace.Holder> holder) {
        this.holder = holder;
    }

    /**
     * All that can be found.
     *
     * @param bucket that of the resource
     * @param trusting the role that is to be assumed
     */
    static Policies of(
            Snapshot snapshot, Caller caller, Connection connection, Optional<Bucket> bucket, Optional<Role> trusting) {
        Policies policies = new Policies(holder(caller));
        switch (caller) {
            case Caller.User user ->
                snapshot.find(User.class, Scope.ofAccount(user.account()), user.name())
                        .ifPresent(found -> policies.addIdentity(
                                snapshot,
                                user.account(),
                                found.inlinePolicies(),
                                found.attachedPolicies(),
                                found.permissionsBoundary()));
            case Caller.AssumedRole session -> {
                snapshot.find(Role.class, Scope.ofAccount(session.account()), session.roleName())
                        .ifPresent(found -> policies.addIdentity(
                                snapshot,
                                session.account(),
                                found.inlinePolicies(),
                                found.attachedPolicies(),
                                found.permissionsBoundary()));
                session.sessionPolicy()
                        .ifPresent(document -> policies.add(
                                Layer.SESSION,
                                Optional.empty(),
                                new PolicyPlace.OfSession(session.sessionName()),
                                document));
            }
            case Caller.Root _, Caller.Anonymous _ -> {}
        }
        if (connection instanceof Connection.ThroughEndpoint through) {
            String id = through.endpoint().value();
            String document = snapshot.find(VpcEndpoint.class, through.vpcScope(), id)
                    .flatMap(VpcEndpoint::policyDocument)
                    .orElse("{}");
            policies.add(
                    Layer.VPC_ENDPOINT,
                    Optional.empty(),
                    new PolicyPlace.OfEndpoint(id, through.vpcScope().region().name()),
                    document);
        }
        bucket.ifPresent(found -> policies.add(
                Layer.RESOURCE,
                Optional.empty(),
                new PolicyPlace.OfBucket(found.name()),
                found.policy().orElse("")));
        trusting.ifPresent(role -> policies.add(
                Layer.ROLE_TRUST, Optional.empty(), new PolicyPlace.Trust(role.name()), role.trustPolicy()));
        return policies;
    }

    private static Optional<PolicyPlace.Holder> holder(Caller caller) {
        return switch (caller) {
            case Caller.User user -> Optional.of(new PolicyPlace.Holder("user", user.name()));
            case Caller.AssumedRole session -> Optional.of(new PolicyPlace.Holder("role", session.roleName()));
            case Caller.Root _, Caller.Anonymous _ -> Optional.empty();
        };
    }

    private void addIdentity(
            Snapshot snapshot,
            AccountId account,
            Map<String, String> inline,
            List<String> attached,
            Optional<String> boundary) {
        PolicyPlace.Holder owner = holder.orElseThrow();
        inline.forEach((name, document) ->
                add(Layer.IDENTITY, Optional.of(name), new PolicyPlace.Inline(owner, name), document));
        for (String arn : attached) {
            boolean own = isOwn(snapshot, account, arn);
            PolicyPlace place =
                    own ? new PolicyPlace.Managed(arn, Optional.of(owner)) : new PolicyPlace.AwsManaged(arn, owner);
            add(Layer.IDENTITY, Optional.of(arn), place, document(snapshot, account, arn));
        }
        boundary.ifPresent(arn -> add(
                Layer.PERMISSIONS_BOUNDARY,
                Optional.empty(),
                new PolicyPlace.Boundary(arn, owner, isOwn(snapshot, account, arn)),
                document(snapshot, account, arn)));
    }

    private static boolean isOwn(Snapshot snapshot, AccountId account, String arn) {
        return snapshot.find(ManagedPolicy.class, Scope.ofAccount(account), arn).isPresent();
    }

    private static String document(Snapshot snapshot, AccountId account, String arn) {
        return snapshot.find(ManagedPolicy.class, Scope.ofAccount(account), arn)
                .map(ManagedPolicy::defaultDocument)
                .or(() -> AwsManagedPolicies.find(arn).map(AwsManagedPolicies.AwsManagedPolicy::document))
                .orElse("{}");
    }

    private void add(Layer layer, Optional<String> name, PolicyPlace place, String document) {
        kept.computeIfAbsent(layer, _ -> new ArrayList<>()).add(new Kept(name, place, PolicyDocument.read(document)));
    }

    /** Who holds the caller's policies. */
    Optional<PolicyPlace.Holder> holder() {
        return holder;
    }

    List<Kept> of(Layer layer) {
        return kept.getOrDefault(layer, List.of());
    }

    /** The policy that a decision names. */
    Optional<Kept> find(Layer layer, String name) {
        return of(layer).stream()
                .filter(policy -> policy.name().map(name::equals).orElse(true))
                .findFirst();
    }
}
