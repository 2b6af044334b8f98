package dev.postern.explain;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.Role;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.AuthorizationRequest;
import dev.postern.policy.ControlLevel;
import dev.postern.policy.ControlsInForce;
import dev.postern.policy.Decision;
import dev.postern.policy.Evaluator;
import dev.postern.policy.Layer;
import dev.postern.policy.LayerVerdict;
import dev.postern.policy.PoliciesInForce;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The policies of a request, where they are kept and as they are written: what a decision only names. */
final class Policies {
    private static final String KEY = "key/";

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
        PoliciesInForce.held(snapshot, caller).ifPresent(held -> policies.addIdentity(snapshot, held));
        if (caller instanceof Caller.AssumedRole session) {
            session.sessionPolicy()
                    .ifPresent(document -> policies.add(
                            Layer.SESSION,
                            Optional.empty(),
                            new PolicyPlace.OfSession(session.sessionName()),
                            document));
        }
        if (caller instanceof Caller.FederatedUser user) {
            policies.add(Layer.SESSION, Optional.empty(), new PolicyPlace.OfSession(user.name()), user.sessionPolicy());
        }
        if (connection instanceof Connection.ThroughEndpoint through) {
            PoliciesInForce.endpoint(snapshot, connection)
                    .ifPresent(endpoint -> policies.add(
                            Layer.VPC_ENDPOINT,
                            Optional.empty(),
                            new PolicyPlace.OfEndpoint(
                                    endpoint.id(), through.vpcScope().region().name(), endpoint.gateway()),
                            endpoint.document()));
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

    /** With that of the access point, if the resource is one or behind one. */
    Policies withAccessPoint(Snapshot snapshot, String resource) {
        Arn.parse(resource)
                .flatMap(arn -> AccessPoint.at(snapshot, arn))
                .ifPresent(point -> add(
                        Layer.RESOURCE,
                        Optional.empty(),
                        new PolicyPlace.OfAccessPoint(
                                point.scope().account().value(),
                                point.scope().region().name(),
                                point.name()),
                        point.policy().orElse("")));
        return this;
    }

    /** With that of the key that is to be used, if the resource is one. */
    Policies withKey(Snapshot snapshot, String resource) {
        Arn.parse(resource)
                .filter(arn -> arn.service().equals("kms") && arn.resource().startsWith(KEY))
                .filter(arn -> AccountId.isValid(arn.account()))
                .flatMap(arn -> Region.find(arn.region())
                        .flatMap(region -> snapshot.find(
                                KmsKey.class,
                                new Scope(new AccountId(arn.account()), region),
                                arn.resource().substring(KEY.length()))))
                .ifPresent(key -> add(
                        Layer.KEY,
                        Optional.of("policy of " + key.arn()),
                        new PolicyPlace.OfKey(key.id(), key.scope().region().name()),
                        key.policy()));
        return this;
    }

    private static Optional<PolicyPlace.Holder> holder(Caller caller) {
        return switch (caller) {
            case Caller.User user -> Optional.of(new PolicyPlace.Holder("user", user.name()));
            case Caller.FederatedUser user -> user.by().flatMap(Policies::holder);
            case Caller.AssumedRole session -> Optional.of(new PolicyPlace.Holder("role", session.roleName()));
            case Caller.Root _, Caller.Anonymous _ -> Optional.empty();
        };
    }

    private void addIdentity(Snapshot snapshot, PoliciesInForce.Held held) {
        held.holders().forEach(holder -> addGrants(snapshot, holder));
        held.boundary()
                .ifPresent(arn -> add(
                        Layer.PERMISSIONS_BOUNDARY,
                        Optional.empty(),
                        new PolicyPlace.Boundary(
                                arn,
                                new PolicyPlace.Holder(held.noun(), held.name()),
                                PoliciesInForce.ownPolicy(snapshot, held.account(), arn)
                                        .isPresent()),
                        document(snapshot, held, arn)));
    }

    private void addGrants(Snapshot snapshot, PoliciesInForce.Held held) {
        PolicyPlace.Holder owner = new PolicyPlace.Holder(held.noun(), held.name());
        held.inline()
                .forEach((name, document) -> add(
                        Layer.IDENTITY, Optional.of(held.called(name)), new PolicyPlace.Inline(owner, name), document));
        for (String arn : held.attached()) {
            boolean own =
                    PoliciesInForce.ownPolicy(snapshot, held.account(), arn).isPresent();
            PolicyPlace place =
                    own ? new PolicyPlace.Managed(arn, Optional.of(owner)) : new PolicyPlace.AwsManaged(arn, owner);
            add(Layer.IDENTITY, Optional.of(arn), place, document(snapshot, held, arn));
        }
    }

    /**
     * What organizations say: where a level allows nothing, the policies of that level, else all.
     *
     * @param decision on what was asked
     */
    void addControls(Snapshot snapshot, Caller caller, Decision decision) {
        AuthorizationRequest request = decision.request();
        addControls(Layer.SERVICE_CONTROL, ControlsInForce.ofPrincipal(snapshot, caller), decision);
        request.resourceAccount()
                .or(caller::accountId)
                .filter(_ -> decision.verdicts().containsKey(Layer.RESOURCE_CONTROL))
                .ifPresent(account -> addControls(
                        Layer.RESOURCE_CONTROL,
                        ControlsInForce.ofResources(snapshot, account, request.action(), request.resource()),
                        decision));
    }

    private void addControls(Layer layer, List<ControlsInForce.Level> levels, Decision decision) {
        AuthorizationRequest request = decision.request();
        LayerVerdict verdict = decision.verdict(layer);
        Optional<String> silent = Optional.of(verdict)
                .filter(LayerVerdict.Silent.class::isInstance)
                .flatMap(_ -> Evaluator.silentLevel(
                        request,
                        levels.stream().map(ControlsInForce.Level::parsed).toList()))
                .map(ControlLevel::target);
        for (ControlsInForce.Level level : levels) {
            if (silent.isEmpty() || silent.get().equals(level.target())) {
                level.controls()
                        .forEach(control -> add(
                                layer,
                                Optional.of(control.called(level.target())),
                                new PolicyPlace.OfOrganization(control.id(), level.target(), control.awsManaged()),
                                control.document()));
            }
        }
    }

    private static String document(Snapshot snapshot, PoliciesInForce.Held held, String arn) {
        return PoliciesInForce.managedDocument(snapshot, held.account(), arn).orElse(PoliciesInForce.CLOSED);
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
