package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.iam.Role;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.services.authorization.ServiceLinkedRoles;
import dev.postern.services.authorization.ServiceLinkedRoles.Template;
import dev.postern.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeletionTaskStatusType;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;
import software.amazon.awssdk.services.iam.model.RoleUsageType;

/**
 * Service-linked roles. A deletion is done at once, and its task says by its name what became of it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html">Service-linked roles</a>
 */
interface ServiceLinkedRoleOperations extends IamOperations {
    @Override
    default CreateServiceLinkedRoleResponse createServiceLinkedRole(CreateServiceLinkedRoleRequest request) {
        return commit(call -> {
            String service = request.awsServiceName();
            Template template = ServiceLinkedRoles.find(service)
                    .orElseThrow(() -> invalid(service + " has no service-linked role here."));
            if (request.customSuffix() != null && !template.suffixed()) {
                throw invalid("Custom suffix is not allowed for " + service);
            }
            String name = ServiceLinkedRoles.name(template, Optional.ofNullable(request.customSuffix()));
            if (call.all(Role.class).stream().anyMatch(role -> role.name().equalsIgnoreCase(name))) {
                throw invalid("Service role name " + name
                        + " has been taken in this account, please try a different suffix.");
            }
            Role role = new Role(
                    call.scope(),
                    name,
                    ServiceLinkedRoles.path(service),
                    call.newId("AROA"),
                    ServiceLinkedRoles.trust(service),
                    request.description() == null ? "" : request.description(),
                    RoleOperations.SESSION_SECONDS_DEFAULT,
                    call.now(),
                    new TreeMap<>(),
                    Stream.of(template.policyArn())
                            .filter(arn -> AwsManagedPolicies.find(arn).isPresent())
                            .toList(),
                    Optional.empty(),
                    Tags.NONE);
            return outcome(
                    Change.put(role),
                    CreateServiceLinkedRoleResponse.builder()
                            .role(Shapes.role(role, true))
                            .build());
        });
    }

    private static ApiException invalid(String message) {
        return new ApiException(IamError.INVALID_INPUT, message);
    }

    /** The role stays while its service needs it: the task tells. */
    @Override
    default DeleteServiceLinkedRoleResponse deleteServiceLinkedRole(DeleteServiceLinkedRoleRequest request) {
        return commit(call -> {
            Role role = call.role(request.roleName());
            if (!role.isServiceLinked()) {
                throw invalid("Role " + role.name() + " is not a service-linked role.");
            }
            String task = "task" + role.path() + role.name() + "/"
                    + UUID.nameUUIDFromBytes(call.context().ids().secret(40).getBytes(StandardCharsets.UTF_8));
            Change change = users(call, role).isEmpty()
                    ? Change.builder()
                            .addAll(PrincipalReferences.replace(
                                    call.snapshot(), role.arn().toString(), role.roleId()))
                            .remove(role)
                            .build()
                    : Change.NONE;
            return outcome(
                    change,
                    DeleteServiceLinkedRoleResponse.builder()
                            .deletionTaskId(task)
                            .build());
        });
    }

    /** The ARNs of what needs the role. */
    private static List<String> users(IamCall call, Role role) {
        return role.path().equals(ServiceLinkedRoles.path("elasticloadbalancing.amazonaws.com"))
                ? call.snapshot().all(LoadBalancer.class).stream()
                        .filter(balancer ->
                                balancer.scope().account().equals(call.context().account()))
                        .map(balancer -> balancer.arn().toString())
                        .toList()
                : List.of();
    }

    @Override
    default GetServiceLinkedRoleDeletionStatusResponse getServiceLinkedRoleDeletionStatus(
            GetServiceLinkedRoleDeletionStatusRequest request) {
        return read(call -> {
            String[] parts = request.deletionTaskId().split("/", -1);
            boolean fits = parts.length == 5
                    && parts[0].equals("task")
                    && ("/" + parts[1] + "/").equals(Role.SERVICE_LINKED_PATH)
                    && ServiceLinkedRoles.find(parts[2]).isPresent();
            Optional<Role> role = fits ? call.snapshot().find(Role.class, call.scope(), parts[3]) : Optional.empty();
            List<String> users = role.map(found -> users(call, found)).orElse(List.of());
            if (!fits || (role.isPresent() && users.isEmpty())) {
                throw IamCall.noSuchEntity("Deletion task " + request.deletionTaskId() + " cannot be found.");
            }
            var status = GetServiceLinkedRoleDeletionStatusResponse.builder()
                    .status(users.isEmpty() ? DeletionTaskStatusType.SUCCEEDED : DeletionTaskStatusType.FAILED);
            if (!users.isEmpty()) {
                status.reason(reason -> reason.reason("The role is in use by its service.")
                        .roleUsageList(RoleUsageType.builder().resources(users).build()));
            }
            return status.build();
        });
    }
}
