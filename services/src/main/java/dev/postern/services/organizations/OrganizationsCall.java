package dev.postern.services.organizations;

import dev.postern.model.AccountId;
import dev.postern.model.Entity;
import dev.postern.model.Index;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.OrganizationalUnit;
import dev.postern.model.organizations.Place;
import dev.postern.model.organizations.PolicyTarget;
import dev.postern.model.organizations.PolicyType;
import dev.postern.model.request.RequestContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to Organizations at a moment of the cloud. */
record OrganizationsCall(Snapshot snapshot, RequestContext context) {
    AccountId account() {
        return context.account();
    }

    Instant now() {
        return context.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A new id, as {@code ou-ab12-cdefghij}. */
    String newId(String prefix, int characters) {
        return prefix + context.ids().base32(characters).toLowerCase(Locale.ROOT);
    }

    /** The organization of the caller's account. */
    Organization organization() {
        return Place.of(snapshot, account()).map(Place::organization).orElseThrow(OrganizationsError.NOT_IN_USE::now);
    }

    /** The same, of which the caller's account is the management account: no other may ask for most things. */
    Organization managed() {
        Organization organization = organization();
        if (!organization.management().equals(account())) {
            throw OrganizationsError.ACCESS_DENIED.now();
        }
        return organization;
    }

    /** All that an index finds by a key. */
    <E extends Entity, K extends Comparable<? super K>> Collection<E> all(Index<E, K> index, K key) {
        return snapshot.by(index, key).values();
    }

    Collection<Member> members(Organization organization) {
        return all(Indexes.MEMBERS_BY_ORGANIZATION, organization.id());
    }

    /** An account of the organization. */
    Optional<Member> member(Organization organization, @Nullable String id) {
        return snapshot.find(Member.class, Scope.GLOBAL, given(id))
                .filter(member -> member.organization().equals(organization.id()));
    }

    Optional<OrganizationalUnit> unit(Organization organization, @Nullable String id) {
        return snapshot.find(OrganizationalUnit.class, Scope.GLOBAL, given(id))
                .filter(unit -> unit.organization().equals(organization.id()));
    }

    OrganizationalUnit requireUnit(Organization organization, @Nullable String id) {
        return unit(organization, id).orElseThrow(OrganizationsError.UNIT_NOT_FOUND::now);
    }

    /** The id of the root or a unit. */
    String parent(Organization organization, @Nullable String id, OrganizationsError absent) {
        if (organization.rootId().equals(id)) {
            return organization.rootId();
        }
        return unit(organization, id).map(OrganizationalUnit::id).orElseThrow(absent::now);
    }

    /** To what a policy can be attached. */
    PolicyTarget target(Organization organization, @Nullable String id) {
        return findTarget(organization, id).orElseThrow(OrganizationsError.TARGET_NOT_FOUND::now);
    }

    Optional<PolicyTarget> findTarget(Organization organization, @Nullable String id) {
        if (organization.rootId().equals(id)) {
            return Optional.of(organization);
        }
        return unit(organization, id).<PolicyTarget>map(unit -> unit).or(() -> member(organization, id));
    }

    /** The root, all units and all accounts. */
    List<PolicyTarget> targets(Organization organization) {
        List<PolicyTarget> targets = new ArrayList<>();
        targets.add(organization);
        targets.addAll(all(Indexes.UNITS_BY_ORGANIZATION, organization.id()));
        targets.addAll(members(organization));
        return targets;
    }

    Collection<OrganizationPolicy> policies(Organization organization) {
        return all(Indexes.POLICIES_BY_ORGANIZATION, organization.id());
    }

    /** A policy of the organization's, or of AWS's. */
    OrganizationPolicy policy(Organization organization, @Nullable String id) {
        return PolicyType.ofAwsPolicy(given(id))
                .map(AwsPolicies::of)
                .or(() -> snapshot.find(OrganizationPolicy.class, Scope.GLOBAL, given(id))
                        .filter(policy -> policy.organization().equals(organization.id())))
                .orElseThrow(OrganizationsError.POLICY_NOT_FOUND::now);
    }

    /** One that can be changed. */
    OrganizationPolicy ownPolicy(Organization organization, @Nullable String id) {
        OrganizationPolicy policy = policy(organization, id);
        if (AwsPolicies.isOne(policy)) {
            throw OrganizationsError.INVALID_INPUT.because(
                    "IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.");
        }
        return policy;
    }

    /** What members of the wire are not checked for: that a required one is there. */
    private static String given(@Nullable String id) {
        return id == null ? "" : id;
    }

    /** The caller's account as a member from now on, directly under the root. Nobody has told its name or address. */
    Member joining(Organization organization, Tags tags) {
        return new Member(
                account(),
                organization.id(),
                organization.rootId(),
                account().value(),
                Shapes.email(account()),
                false,
                now(),
                first(organization),
                tags);
    }

    /** What is attached to whatever is new. */
    static List<String> first(Organization organization) {
        return organization.enabled().stream().map(PolicyType::awsId).toList();
    }
}
