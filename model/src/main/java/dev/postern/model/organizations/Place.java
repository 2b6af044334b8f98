package dev.postern.model.organizations;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where an account is in its organization: found by as many look-ups as there are levels above it.
 *
 * @param units from that in the root down to that in which the account is
 */
public record Place(Organization organization, List<OrganizationalUnit> units, Member member) {
    public Place {
        units = List.copyOf(units);
    }

    /** That of an account; empty if it is in no organization. */
    public static Optional<Place> of(Snapshot snapshot, AccountId account) {
        return snapshot.find(Member.class, Scope.GLOBAL, account.value())
                .flatMap(member -> snapshot.find(Organization.class, Scope.GLOBAL, member.organization())
                        .map(organization -> new Place(organization, above(snapshot, member.parent()), member)));
    }

    /** The units from the root down to one, with it; none for the root. */
    public static List<OrganizationalUnit> above(Snapshot snapshot, String parent) {
        List<OrganizationalUnit> units = new ArrayList<>();
        Optional<OrganizationalUnit> unit = snapshot.find(OrganizationalUnit.class, Scope.GLOBAL, parent);
        while (unit.isPresent()) {
            units.add(unit.get());
            unit = snapshot.find(
                    OrganizationalUnit.class, Scope.GLOBAL, unit.get().parent());
        }
        Collections.reverse(units);
        return units;
    }

    /** Whether it is the management account, which no policy of the organization binds. */
    public boolean isManagement() {
        return organization.management().equals(member.id());
    }

    /** To what policies can be attached that bind the account: the root, the units and itself. */
    public List<PolicyTarget> levels() {
        List<PolicyTarget> levels = new ArrayList<>();
        levels.add(organization);
        levels.addAll(units);
        levels.add(member);
        return levels;
    }

    /** As {@code aws:PrincipalOrgPaths} has it: {@code o-.../r-.../ou-.../}. */
    public String path() {
        StringBuilder path = new StringBuilder(organization.id())
                .append('/')
                .append(organization.rootId())
                .append('/');
        units.forEach(unit -> path.append(unit.id()).append('/'));
        return path.toString();
    }
}
