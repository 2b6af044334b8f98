package dev.postern.services.ec2.endpointservices;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServicePermission;
import dev.postern.model.ec2.EndpointServicePermissionId;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.IamResource;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.AddedPrincipal;
import software.amazon.awssdk.services.ec2.model.AllowedPrincipal;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicePermissionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicePermissionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServicePermissionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServicePermissionsResponse;

/**
 * Who may connect endpoints to a service besides its owner: accounts, users, roles, or everybody. What was connected stays so when a
 * permission goes.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions">Manage
 *     permissions</a>
 */
final class Permissions {
    private Permissions() {}

    static Outcome<ModifyVpcEndpointServicePermissionsResponse> modify(
            Ec2Call call, ModifyVpcEndpointServicePermissionsRequest request) {
        EndpointService service = Services.require(call, request.serviceId());
        TreeMap<String, EndpointServicePermission> present = new TreeMap<>();
        of(call, service).forEach(permission -> present.put(permission.principal(), permission));
        Change.Builder change = Change.builder();
        for (String principal : request.removeAllowedPrincipals()) {
            type(principal);
            Optional.ofNullable(present.remove(principal)).ifPresent(change::remove);
        }
        List<AddedPrincipal> added = new ArrayList<>();
        for (String principal : request.addAllowedPrincipals()) {
            String type = checked(call, principal);
            if (!present.containsKey(principal)) {
                EndpointServicePermission permission = new EndpointServicePermission(
                        call.scope(),
                        new EndpointServicePermissionId(call.newId(EndpointServicePermissionId.PREFIX)),
                        service.id(),
                        principal,
                        Tags.NONE);
                present.put(principal, permission);
                change.put(permission);
                added.add(AddedPrincipal.builder()
                        .principalType(type)
                        .principal(principal)
                        .servicePermissionId(permission.key())
                        .serviceId(service.key())
                        .build());
            }
        }
        return new Outcome<>(
                change.build(),
                ModifyVpcEndpointServicePermissionsResponse.builder()
                        .addedPrincipals(added)
                        .returnValue(true)
                        .build());
    }

    static DescribeVpcEndpointServicePermissionsResponse describe(
            Ec2Call call, DescribeVpcEndpointServicePermissionsRequest request) {
        EndpointService service = Services.require(call, request.serviceId());
        List<EndpointServicePermission> found = new Filters<EndpointServicePermission>()
                .one("principal", EndpointServicePermission::principal)
                .one("principal-type", permission -> type(permission.principal()))
                .apply(request.filters(), of(call, service));
        Ec2Page<EndpointServicePermission> page = Ec2Page.of(
                found,
                EndpointServicePermission::key,
                Ec2Page.atMost(request.maxResults()),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeVpcEndpointServicePermissionsResponse.builder()
                .allowedPrincipals(page.items().stream()
                        .map(permission -> AllowedPrincipal.builder()
                                .principalType(type(permission.principal()))
                                .principal(permission.principal())
                                .servicePermissionId(permission.key())
                                .serviceId(service.key())
                                .tags(TagRules.view(permission.tags()))
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    static List<EndpointServicePermission> of(Ec2Call call, EndpointService service) {
        return List.copyOf(
                call.snapshot().by(Indexes.PERMISSIONS_BY_SERVICE, service.id()).values());
    }

    /** How an owner names an account. */
    static String account(AccountId account) {
        return Arn.global("iam", account, "root").toString();
    }

    /** The type of a principal that exists. */
    private static String checked(Ec2Call call, String principal) {
        String type = type(principal);
        boolean there = switch (type) {
            case "User" -> exists(call, principal, "user/", User.class);
            case "Role" -> exists(call, principal, "role/", Role.class);
            default -> true;
        };
        if (!there) {
            throw Ec2Error.ENDPOINT_PRINCIPAL.of(principal);
        }
        return type;
    }

    private static boolean exists(Ec2Call call, String principal, String before, Class<? extends IamResource> kind) {
        Arn arn = Arn.parse(principal).orElseThrow();
        return IamNames.find(
                        call.snapshot(),
                        kind,
                        Scope.ofAccount(new AccountId(arn.account())),
                        arn.resource().substring(before.length()))
                .isPresent();
    }

    /** What a principal is; those with a path are not supported, as on AWS. */
    private static String type(String principal) {
        if (principal.equals(EndpointServicePermission.EVERYBODY)) {
            return "All";
        }
        return Arn.parse(principal)
                .filter(arn -> arn.partition().equals("aws")
                        && arn.service().equals("iam")
                        && arn.region().isEmpty()
                        && AccountId.isValid(arn.account()))
                .map(arn -> resourceType(arn.resource()))
                .filter(type -> !type.isEmpty())
                .orElseThrow(() -> Ec2Error.ENDPOINT_PRINCIPAL.of(principal));
    }

    private static String resourceType(String resource) {
        if (resource.equals("root")) {
            return "Account";
        }
        if (resource.matches("user/[\\w+=,.@-]+")) {
            return "User";
        }
        return resource.matches("role/[\\w+=,.@-]+") ? "Role" : "";
    }
}
