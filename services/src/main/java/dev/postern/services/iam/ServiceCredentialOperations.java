package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.ServiceCredential;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceSpecificCredentialResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceSpecificCredentialResponse;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsRequest;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsResponse;
import software.amazon.awssdk.services.iam.model.ResetServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.ResetServiceSpecificCredentialResponse;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredential;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredentialMetadata;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.UpdateServiceSpecificCredentialResponse;

/**
 * Credentials of users for one service, which none of the services here takes: what is secret is made, told once and forgotten.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html">
 *     CreateServiceSpecificCredential</a>
 */
interface ServiceCredentialOperations extends IamOperations {
    int CREDENTIALS_MAX = 2;
    String BEDROCK = "bedrock.amazonaws.com";
    Set<String> WITH_CREDENTIALS = Set.of("codecommit.amazonaws.com", "cassandra.amazonaws.com", BEDROCK);

    @Override
    default CreateServiceSpecificCredentialResponse createServiceSpecificCredential(
            CreateServiceSpecificCredentialRequest request) {
        return commit(call -> {
            String user = call.user(request.userName()).name();
            String service = request.serviceName();
            if (!WITH_CREDENTIALS.contains(service)) {
                throw new ApiException(
                        IamError.NOT_SUPPORTED_SERVICE,
                        "The service " + service + " does not support service-specific credentials.");
            }
            Optional<Integer> days = Optional.ofNullable(request.credentialAgeDays());
            if (days.isPresent() && !service.equals(BEDROCK)) {
                throw IamCall.validationError("CredentialAgeDays is only supported for " + BEDROCK);
            }
            List<ServiceCredential> others = call.serviceCredentials(user).stream()
                    .filter(other -> other.serviceName().equals(service))
                    .toList();
            if (others.size() >= CREDENTIALS_MAX) {
                throw IamCall.limitExceeded(
                        "Cannot exceed quota for ServiceSpecificCredentialsPerUser: " + CREDENTIALS_MAX);
            }
            ServiceCredential made = new ServiceCredential(
                    call.scope(),
                    call.newId("ACCA"),
                    user,
                    service,
                    loginName(call, user, service, others),
                    true,
                    call.now(),
                    days.map(age -> call.now().plus(Duration.ofDays(age))));
            return outcome(
                    Change.put(made),
                    CreateServiceSpecificCredentialResponse.builder()
                            .serviceSpecificCredential(withSecret(call, made))
                            .build());
        });
    }

    /** The first is {@code alice-at-123456789012}, the second {@code alice+1-at-123456789012}; API keys count from one. */
    private static String loginName(IamCall call, String user, String service, List<ServiceCredential> others) {
        String end = "-at-" + call.context().account().value();
        int first = service.equals(BEDROCK) ? 1 : 0;
        String name = "";
        for (int i = first; i <= first + others.size(); i++) {
            String candidate = user + (i == 0 ? "" : "+" + i) + end;
            name = candidate;
            if (others.stream().noneMatch(other -> other.loginName().equals(candidate))) {
                break;
            }
        }
        return name;
    }

    private static ServiceSpecificCredential withSecret(IamCall call, ServiceCredential credential) {
        ServiceSpecificCredential.Builder shape = ServiceSpecificCredential.builder()
                .createDate(credential.createdAt())
                .expirationDate(credential.expiresAt().orElse(null))
                .serviceName(credential.serviceName())
                .serviceSpecificCredentialId(credential.id())
                .userName(credential.userName())
                .status(status(credential, call.now()));
        String secret = call.context().ids().secret(43) + "=";
        if (!credential.serviceName().equals(BEDROCK)) {
            return shape.serviceUserName(credential.loginName())
                    .servicePassword(secret)
                    .build();
        }
        byte[] key = (credential.loginName() + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return shape.serviceCredentialAlias(credential.loginName())
                .serviceCredentialSecret("ABSK" + Base64.getEncoder().encodeToString(key))
                .build();
    }

    private static StatusType status(ServiceCredential credential, Instant now) {
        if (credential.expiresAt().filter(end -> !end.isAfter(now)).isPresent()) {
            return StatusType.EXPIRED;
        }
        return credential.active() ? StatusType.ACTIVE : StatusType.INACTIVE;
    }

    @Override
    default ListServiceSpecificCredentialsResponse listServiceSpecificCredentials(
            ListServiceSpecificCredentialsRequest request) {
        return read(call -> {
            boolean all = Boolean.TRUE.equals(request.allUsers());
            if (all && request.userName() != null) {
                throw IamCall.validationError("UserName cannot be specified when AllUsers is true");
            }
            Optional<String> owner = all ? Optional.empty() : call.ownerName(request.userName());
            List<ServiceCredential> found = call.all(ServiceCredential.class).stream()
                    .filter(credential -> all || owner.equals(Optional.of(credential.userName())))
                    .filter(credential -> request.serviceName() == null
                            || request.serviceName().equals(credential.serviceName()))
                    .toList();
            Page<ServiceCredential> page =
                    IamPage.of(request, found, ServiceCredential::id, request.marker(), request.maxItems());
            return ListServiceSpecificCredentialsResponse.builder()
                    .serviceSpecificCredentials(page.map(credential -> metadata(call, credential)))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    private static ServiceSpecificCredentialMetadata metadata(IamCall call, ServiceCredential credential) {
        boolean key = credential.serviceName().equals(BEDROCK);
        return ServiceSpecificCredentialMetadata.builder()
                .createDate(credential.createdAt())
                .expirationDate(credential.expiresAt().orElse(null))
                .serviceName(credential.serviceName())
                .serviceSpecificCredentialId(credential.id())
                .userName(credential.userName())
                .serviceUserName(key ? null : credential.loginName())
                .serviceCredentialAlias(key ? credential.loginName() : null)
                .status(status(credential, call.now()))
                .build();
    }

    @Override
    default UpdateServiceSpecificCredentialResponse updateServiceSpecificCredential(
            UpdateServiceSpecificCredentialRequest request) {
        return commit(call -> {
            ServiceCredential credential = credential(call, request.userName(), request.serviceSpecificCredentialId());
            if (request.status() == StatusType.EXPIRED) {
                throw IamCall.validationError("Status cannot be set to Expired");
            }
            return outcome(
                    Change.put(credential.withActive(request.status() == StatusType.ACTIVE)),
                    UpdateServiceSpecificCredentialResponse.builder().build());
        });
    }

    @Override
    default ResetServiceSpecificCredentialResponse resetServiceSpecificCredential(
            ResetServiceSpecificCredentialRequest request) {
        return read(call -> ResetServiceSpecificCredentialResponse.builder()
                .serviceSpecificCredential(
                        withSecret(call, credential(call, request.userName(), request.serviceSpecificCredentialId())))
                .build());
    }

    @Override
    default DeleteServiceSpecificCredentialResponse deleteServiceSpecificCredential(
            DeleteServiceSpecificCredentialRequest request) {
        return commit(call -> outcome(
                Change.remove(credential(call, request.userName(), request.serviceSpecificCredentialId())),
                DeleteServiceSpecificCredentialResponse.builder().build()));
    }

    private static ServiceCredential credential(IamCall call, @Nullable String userName, String id) {
        Optional<String> owner = call.ownerName(userName);
        return call.snapshot()
                .find(ServiceCredential.class, call.scope(), id)
                .filter(credential -> owner.equals(Optional.of(credential.userName())))
                .orElseThrow(() -> IamCall.noSuchEntity("No such credential " + id + " exists"));
    }
}
