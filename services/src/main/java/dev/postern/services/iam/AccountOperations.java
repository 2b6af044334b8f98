package dev.postern.services.iam;

import dev.postern.model.iam.Group;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.OidcProvider;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.SamlProvider;
import dev.postern.model.iam.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;

/**
 * The account as a whole, and what no account here has: passwords, MFA devices and certificates cannot
 * be made, so there are none to list. Clients ask for them before they delete a user.
 */
interface AccountOperations extends IamOperations {
    @Override
    default GetAccountSummaryResponse getAccountSummary(GetAccountSummaryRequest request) {
        return read(call -> {
            Map<SummaryKeyType, Integer> summary = new TreeMap<>();
            summary.put(SummaryKeyType.USERS, call.all(User.class).size());
            summary.put(SummaryKeyType.USERS_QUOTA, 5_000);
            summary.put(SummaryKeyType.GROUPS, call.all(Group.class).size());
            summary.put(SummaryKeyType.GROUPS_QUOTA, GroupOperations.GROUPS_MAX);
            summary.put(SummaryKeyType.GROUPS_PER_USER_QUOTA, GroupOperations.GROUPS_PER_USER_MAX);
            summary.put(SummaryKeyType.GROUP_POLICY_SIZE_QUOTA, Documents.GROUP_CHARACTERS_MAX);
            summary.put(SummaryKeyType.ATTACHED_POLICIES_PER_GROUP_QUOTA, Attachments.POLICIES_MAX);
            summary.put(SummaryKeyType.MFA_DEVICES, 0);
            summary.put(SummaryKeyType.ACCOUNT_MFA_ENABLED, 0);
            summary.put(
                    SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT,
                    call.accessKeys(Optional.empty()).isEmpty() ? 0 : 1);
            summary.put(SummaryKeyType.ACCESS_KEYS_PER_USER_QUOTA, AccessKeyOperations.KEYS_MAX);
            summary.put(SummaryKeyType.POLICIES, call.all(ManagedPolicy.class).size());
            summary.put(SummaryKeyType.POLICIES_QUOTA, 1_500);
            summary.put(SummaryKeyType.VERSIONS_PER_POLICY_QUOTA, PolicyVersionOperations.VERSIONS_MAX);
            Map<String, Integer> named = new TreeMap<>();
            summary.forEach((key, count) -> named.put(key.toString(), count));
            named.put("Roles", call.all(Role.class).size());
            named.put("RolesQuota", 1_000);
            named.put(
                    "Providers",
                    call.all(OidcProvider.class).size()
                            + call.all(SamlProvider.class).size());
            named.put("InstanceProfiles", call.all(InstanceProfile.class).size());
            named.put("InstanceProfilesQuota", 1_000);
            return GetAccountSummaryResponse.builder()
                    .summaryMapWithStrings(named)
                    .build();
        });
    }

    @Override
    default GetAccountAuthorizationDetailsResponse getAccountAuthorizationDetails(
            GetAccountAuthorizationDetailsRequest request) {
        return read(call -> AuthorizationDetails.page(call, request));
    }

    @Override
    default GetLoginProfileResponse getLoginProfile(GetLoginProfileRequest request) {
        return read(call -> {
            String name = call.user(request.userName()).name();
            throw IamCall.noSuchEntity("Login Profile for User " + name + " cannot be found.");
        });
    }

    @Override
    default DeleteLoginProfileResponse deleteLoginProfile(DeleteLoginProfileRequest request) {
        return read(call -> {
            String name = call.user(request.userName()).name();
            throw IamCall.noSuchEntity("Login Profile for User " + name + " cannot be found.");
        });
    }

    @Override
    default ListMfaDevicesResponse listMFADevices(ListMfaDevicesRequest request) {
        return read(call -> {
            requireUser(call, Optional.ofNullable(request.userName()));
            return ListMfaDevicesResponse.builder()
                    .mfaDevices(List.of())
                    .isTruncated(false)
                    .build();
        });
    }

    @Override
    default ListVirtualMfaDevicesResponse listVirtualMFADevices(ListVirtualMfaDevicesRequest request) {
        return ListVirtualMfaDevicesResponse.builder()
                .virtualMFADevices(List.of())
                .isTruncated(false)
                .build();
    }

    @Override
    default ListSshPublicKeysResponse listSSHPublicKeys(ListSshPublicKeysRequest request) {
        return read(call -> {
            requireUser(call, Optional.ofNullable(request.userName()));
            return ListSshPublicKeysResponse.builder()
                    .sshPublicKeys(List.of())
                    .isTruncated(false)
                    .build();
        });
    }

    @Override
    default ListSigningCertificatesResponse listSigningCertificates(ListSigningCertificatesRequest request) {
        return read(call -> {
            requireUser(call, Optional.ofNullable(request.userName()));
            return ListSigningCertificatesResponse.builder()
                    .certificates(List.of())
                    .isTruncated(false)
                    .build();
        });
    }

    private static void requireUser(IamCall call, Optional<String> name) {
        name.ifPresent(call::user);
    }
}
