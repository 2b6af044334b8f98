package dev.postern.services.organizations;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Tags;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationalUnit;
import dev.postern.model.organizations.Place;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.organizations.model.Child;
import software.amazon.awssdk.services.organizations.model.ChildType;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.ListChildrenRequest;
import software.amazon.awssdk.services.organizations.model.ListChildrenResponse;
import software.amazon.awssdk.services.organizations.model.ListOrganizationalUnitsForParentRequest;
import software.amazon.awssdk.services.organizations.model.ListOrganizationalUnitsForParentResponse;
import software.amazon.awssdk.services.organizations.model.ListParentsRequest;
import software.amazon.awssdk.services.organizations.model.ListParentsResponse;
import software.amazon.awssdk.services.organizations.model.Parent;
import software.amazon.awssdk.services.organizations.model.ParentType;
import software.amazon.awssdk.services.organizations.model.UpdateOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.UpdateOrganizationalUnitResponse;

/**
 * The tree of organizational units.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html">Quotas for AWS Organizations</a>
 */
interface UnitOperations extends OrganizationsOperations {
    /** How deep units may be below the root. */
    int DEPTH_MAX = 5;

    /** How many an organization may have. */
    int UNITS_MAX = 2_000;

    @Override
    default CreateOrganizationalUnitResponse createOrganizationalUnit(CreateOrganizationalUnitRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            String parent = call.parent(organization, request.parentId(), OrganizationsError.PARENT_NOT_FOUND);
            requireFree(call, parent, request.name());
            if (Place.above(call.snapshot(), parent).size() >= DEPTH_MAX) {
                throw OrganizationsError.CONSTRAINT_VIOLATION.because(
                        "OU_DEPTH_LIMIT_EXCEEDED", "You have exceeded the allowed depth of nested OUs.");
            }
            if (call.all(Indexes.UNITS_BY_ORGANIZATION, organization.id()).size() >= UNITS_MAX) {
                throw OrganizationsError.CONSTRAINT_VIOLATION.because(
                        "OU_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of OUs.");
            }
            OrganizationalUnit unit = new OrganizationalUnit(
                    call.newId("ou-" + organization.rootId().substring(2) + "-", 8),
                    organization.id(),
                    parent,
                    request.name(),
                    OrganizationsCall.first(organization),
                    Shapes.tags(Tags.NONE, request.tags()));
            return new Outcome<>(
                    Change.put(unit),
                    CreateOrganizationalUnitResponse.builder()
                            .organizationalUnit(Shapes.unit(organization, unit))
                            .build());
        });
    }

    private static void requireFree(OrganizationsCall call, String parent, String name) {
        if (call.all(Indexes.UNITS_BY_PARENT, parent).stream()
                .anyMatch(unit -> unit.name().equals(name))) {
            throw OrganizationsError.DUPLICATE_UNIT.now();
        }
    }

    @Override
    default UpdateOrganizationalUnitResponse updateOrganizationalUnit(UpdateOrganizationalUnitRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            OrganizationalUnit unit = call.requireUnit(organization, request.organizationalUnitId());
            String name = request.name() == null ? unit.name() : request.name();
            if (!name.equals(unit.name())) {
                requireFree(call, unit.parent(), name);
            }
            OrganizationalUnit renamed = unit.withName(name);
            return new Outcome<>(
                    Change.put(renamed),
                    UpdateOrganizationalUnitResponse.builder()
                            .organizationalUnit(Shapes.unit(organization, renamed))
                            .build());
        });
    }

    @Override
    default DeleteOrganizationalUnitResponse deleteOrganizationalUnit(DeleteOrganizationalUnitRequest request) {
        return commit(call -> {
            OrganizationalUnit unit = call.requireUnit(call.managed(), request.organizationalUnitId());
            if (!call.all(Indexes.UNITS_BY_PARENT, unit.id()).isEmpty()
                    || !call.all(Indexes.MEMBERS_BY_PARENT, unit.id()).isEmpty()) {
                throw OrganizationsError.UNIT_NOT_EMPTY.now();
            }
            return new Outcome<>(
                    Change.remove(unit),
                    DeleteOrganizationalUnitResponse.builder().build());
        });
    }

    @Override
    default DescribeOrganizationalUnitResponse describeOrganizationalUnit(DescribeOrganizationalUnitRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            return DescribeOrganizationalUnitResponse.builder()
                    .organizationalUnit(
                            Shapes.unit(organization, call.requireUnit(organization, request.organizationalUnitId())))
                    .build();
        });
    }

    @Override
    default ListOrganizationalUnitsForParentResponse listOrganizationalUnitsForParent(
            ListOrganizationalUnitsForParentRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            Page<OrganizationalUnit> page = OrganizationsPage.of(
                    request,
                    units(call, organization, request.parentId()),
                    OrganizationalUnit::id,
                    request.nextToken(),
                    request.maxResults());
            return ListOrganizationalUnitsForParentResponse.builder()
                    .organizationalUnits(page.map(unit -> Shapes.unit(organization, unit)))
                    .nextToken(page.next())
                    .build();
        });
    }

    private static Collection<OrganizationalUnit> units(
            OrganizationsCall call, Organization organization, @Nullable String parent) {
        return call.all(
                Indexes.UNITS_BY_PARENT, call.parent(organization, parent, OrganizationsError.PARENT_NOT_FOUND));
    }

    @Override
    default ListParentsResponse listParents(ListParentsRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            String parent = call.unit(organization, request.childId())
                    .map(OrganizationalUnit::parent)
                    .or(() -> call.member(organization, request.childId()).map(Member::parent))
                    .orElseThrow(OrganizationsError.CHILD_NOT_FOUND::now);
            boolean root = parent.equals(organization.rootId());
            Page<String> page = OrganizationsPage.of(
                    request, List.of(parent), one -> one, request.nextToken(), request.maxResults());
            return ListParentsResponse.builder()
                    .parents(page.map(one -> Parent.builder()
                            .id(one)
                            .type(root ? ParentType.ROOT : ParentType.ORGANIZATIONAL_UNIT)
                            .build()))
                    .nextToken(page.next())
                    .build();
        });
    }

    @Override
    default ListChildrenResponse listChildren(ListChildrenRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            String parent = call.parent(organization, request.parentId(), OrganizationsError.PARENT_NOT_FOUND);
            boolean accounts = request.childType() == ChildType.ACCOUNT;
            List<String> ids = accounts
                    ? call.all(Indexes.MEMBERS_BY_PARENT, parent).stream()
                            .map(Member::key)
                            .toList()
                    : call.all(Indexes.UNITS_BY_PARENT, parent).stream()
                            .map(OrganizationalUnit::id)
                            .toList();
            Page<String> page = OrganizationsPage.of(request, ids, id -> id, request.nextToken(), request.maxResults());
            return ListChildrenResponse.builder()
                    .children(page.map(id ->
                            Child.builder().id(id).type(request.childType()).build()))
                    .nextToken(page.next())
                    .build();
        });
    }
}
