package dev.postern.server.verify.checks;

import dev.postern.model.Snapshot;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.PolicyType;
import dev.postern.model.request.Caller;
import dev.postern.model.s3.Bucket;
import dev.postern.model.sns.Topic;
import dev.postern.policy.Condition;
import dev.postern.policy.ControlsInForce;
import dev.postern.policy.Distinctions;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.PoliciesInForce;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.Principal;
import dev.postern.policy.Statement;
import dev.postern.services.authorization.TopicPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All policies that are in force in a state, each parsed once. */
final class Policies {
    private final Snapshot snapshot;
    private final Map<String, Policy> parsed = new LinkedHashMap<>();
    private final Map<String, Distinctions> known = new LinkedHashMap<>();
    private final Set<Distinctions> resourceControls = new LinkedHashSet<>();

    Policies(Snapshot snapshot) {
        this.snapshot = snapshot;
        snapshot.all(Bucket.class).stream().forEach(this::of);
        snapshot.all(Table.class).stream().forEach(this::of);
        snapshot.all(Topic.class).stream().forEach(this::of);
        snapshot.all(QueuePolicy.class).stream().forEach(this::of);
        snapshot.all(VpcEndpoint.class).stream()
                .filter(VpcEndpoint::carriesTraffic)
                .forEach(this::of);
        snapshot.all(Role.class).stream().forEach(role -> {
            of(role);
            held(Callers.session(role, "postern", Optional.empty()));
        });
        snapshot.all(User.class).stream().forEach(user -> held(Callers.of(user)));
        snapshot.all(Member.class).stream().forEach(member -> {
            held(new Caller.Root(member.id()));
            ControlsInForce.of(snapshot, member.id(), PolicyType.RESOURCE_CONTROL_POLICY).stream()
                    .flatMap(level -> level.controls().stream())
                    .forEach(control -> resourceControls.add(of(control.kind(), control.document())));
        });
    }

    /** What a principal's policies grant, and by what it is bounded. */
    record Held(List<Distinctions> grants, List<Distinctions> limits) {}

    Optional<Distinctions> of(Bucket bucket) {
        return bucket.policy().map(document -> of(PolicyKind.BUCKET, document));
    }

    Optional<Distinctions> of(Table table) {
        return table.policy().map(policy -> of(PolicyKind.TABLE, policy.document()));
    }

    Optional<Distinctions> of(Topic topic) {
        return Optional.of(of(PolicyKind.TOPIC, TopicPolicy.of(topic)));
    }

    Optional<Distinctions> of(QueuePolicy queue) {
        return Optional.of(of(PolicyKind.QUEUE, queue.document()));
    }

    Optional<Distinctions> of(Role role) {
        return Optional.of(of(PolicyKind.TRUST, role.trustPolicy()));
    }

    Distinctions of(VpcEndpoint endpoint) {
        return of(PolicyKind.ENDPOINT, endpoint.policyDocument().orElse(PoliciesInForce.DEFAULT_ENDPOINT_POLICY));
    }

    Held held(Caller caller) {
        List<Distinctions> grants = new ArrayList<>();
        List<Distinctions> limits = new ArrayList<>();
        PoliciesInForce.held(snapshot, caller).ifPresent(held -> {
            held.holders()
                    .flatMap(holder -> holder.inline().values().stream())
                    .forEach(document -> grants.add(of(PolicyKind.IDENTITY, document)));
            held.holders()
                    .flatMap(holder -> holder.attached().stream())
                    .flatMap(arn -> PoliciesInForce.managedDocument(snapshot, held.account(), arn).stream())
                    .forEach(document -> grants.add(of(PolicyKind.IDENTITY, document)));
            held.boundary()
                    .map(arn -> PoliciesInForce.managedDocument(snapshot, held.account(), arn)
                            .orElse(PoliciesInForce.CLOSED))
                    .ifPresent(document -> limits.add(of(PolicyKind.IDENTITY, document)));
        });
        ControlsInForce.ofPrincipal(snapshot, caller).stream()
                .flatMap(level -> level.controls().stream())
                .forEach(control -> limits.add(of(control.kind(), control.document())));
        return new Held(List.copyOf(grants), List.copyOf(limits));
    }

    Distinctions of(PolicyKind kind, String document) {
        String key = kind + " " + document;
        return known.computeIfAbsent(
                key, _ -> new Distinctions(parsed.computeIfAbsent(key, _ -> parse(kind, document))));
    }

    /** The resource control policies of organizations, whomever they bind. */
    List<Distinctions> resourceControls() {
        return List.copyOf(resourceControls);
    }

    /** What each of them tells apart. */
    Collection<Distinctions> all() {
        return known.values();
    }

    /** What cannot be parsed allows nothing, as the authorizer has it. */
    private static Policy parse(PolicyKind kind, String document) {
        try {
            return Policy.parse(document, kind);
        } catch (MalformedPolicyException e) {
            return Policy.EMPTY;
        }
    }

    /** Their statements. */
    Stream<Statement> statements() {
        return parsed.values().stream().flatMap(policy -> policy.statements().stream());
    }

    Stream<Condition> conditions() {
        return statements().flatMap(statement -> statement.conditions().stream());
    }

    /** The values that conditions have for a key, in lower case. */
    List<String> values(String key) {
        return conditions()
                .filter(condition -> condition.key().equals(key))
                .flatMap(condition -> condition.values().stream())
                .distinct()
                .toList();
    }

    Stream<Principal> principals() {
        return statements()
                .flatMap(statement -> statement.principals().stream())
                .flatMap(clause -> clause.principals().stream())
                .distinct();
    }

    /** The resources of a service, as they are written. */
    List<String> resources(String service) {
        return statements()
                .flatMap(statement -> statement.resources().stream())
                .flatMap(clause -> clause.resources().stream())
                .filter(text -> text.startsWith("arn:aws:" + service + ":") || text.startsWith("*"))
                .distinct()
                .toList();
    }
}
