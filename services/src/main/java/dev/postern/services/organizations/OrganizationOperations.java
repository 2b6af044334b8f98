package dev.postern.services.organizations;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Tags;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.Place;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListDelegatedAdministratorsRequest;
import software.amazon.awssdk.services.organizations.model.ListDelegatedAdministratorsResponse;
import software.amazon.awssdk.services.organizations.model.ListRootsRequest;
import software.amazon.awssdk.services.organizations.model.ListRootsResponse;

/** The organization itself. */
interface OrganizationOperations extends OrganizationsOperations {
    @Override
    default CreateOrganizationResponse createOrganization(CreateOrganizationRequest request) {
        return commit(call -> {
            if (Place.of(call.snapshot(), call.account()).isPresent()) {
                throw OrganizationsError.ALREADY_IN_ORGANIZATION.now();
            }
            boolean all = !Objects.equals(request.featureSetAsString(), "CONSOLIDATED_BILLING");
            Organization organization = new Organization(
                    call.newId("o-", 10), call.account(), all, call.newId("r-", 4), List.of(), List.of(), Tags.NONE);
            return new Outcome<>(
                    Change.builder()
                            .put(organization)
                            .put(call.joining(organization, Tags.NONE))
                            .build(),
                    CreateOrganizationResponse.builder()
                            .organization(Shapes.organization(organization))
                            .build());
        });
    }

    @Override
    default DescribeOrganizationResponse describeOrganization(DescribeOrganizationRequest request) {
        return read(call -> DescribeOrganizationResponse.builder()
                .organization(Shapes.organization(call.organization()))
                .build());
    }

    @Override
    default DeleteOrganizationResponse deleteOrganization(DeleteOrganizationRequest request) {
        return commit(call -> {
            Organization organization = call.managed();
            if (call.members(organization).size() > 1) {
                throw OrganizationsError.NOT_EMPTY.now();
            }
            Change.Builder change = Change.builder();
            call.members(organization).forEach(change::remove);
            call.all(Indexes.UNITS_BY_ORGANIZATION, organization.id()).forEach(change::remove);
            call.policies(organization).forEach(change::remove);
            call.all(Indexes.CREATIONS_BY_ORGANIZATION, organization.id()).forEach(change::remove);
            call.all(Indexes.HANDSHAKES_BY_ORGANIZATION, organization.id()).forEach(change::remove);
            return new Outcome<>(
                    change.remove(organization).build(),
                    DeleteOrganizationResponse.builder().build());
        });
    }

    @Override
    default ListRootsResponse listRoots(ListRootsRequest request) {
        return read(call -> {
            Page<Organization> page = OrganizationsPage.of(
                    request, List.of(call.managed()), Organization::rootId, request.nextToken(), request.maxResults());
            return ListRootsResponse.builder()
                    .roots(page.map(Shapes::root))
                    .nextToken(page.next())
                    .build();
        });
    }

    /** No service works in the accounts of an organization here; clients ask before they show one. */
    @Override
    default ListAwsServiceAccessForOrganizationResponse listAWSServiceAccessForOrganization(
            ListAwsServiceAccessForOrganizationRequest request) {
        return read(call -> {
            call.managed();
            return ListAwsServiceAccessForOrganizationResponse.builder()
                    .enabledServicePrincipals(List.of())
                    .build();
        });
    }

    @Override
    default ListDelegatedAdministratorsResponse listDelegatedAdministrators(
            ListDelegatedAdministratorsRequest request) {
        return read(call -> {
            call.managed();
            return ListDelegatedAdministratorsResponse.builder()
                    .delegatedAdministrators(List.of())
                    .build();
        });
    }
}
