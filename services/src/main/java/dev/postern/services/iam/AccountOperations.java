package dev.postern.services.iam;

import java.util.List;
import java.util.Optional;
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
import software.amazon.awssdk.services.iam.model.ListServerCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;

/**
 * The account as a whole, and what no account here has: passwords, MFA devices and certificates cannot
 * be made, so there are none to list. Clients ask for them before they delete a user.
 */
interface AccountOperations extends IamOperations {
    @Override
    default GetAccountSummaryResponse getAccountSummary(GetAccountSummaryRequest request) {
        return read(call -> GetAccountSummaryResponse.builder()
                .summaryMapWithStrings(AccountSummary.of(call))
                .build());
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

    @Override
    default ListServerCertificatesResponse listServerCertificates(ListServerCertificatesRequest request) {
        return ListServerCertificatesResponse.builder()
                .serverCertificateMetadataList(List.of())
                .isTruncated(false)
                .build();
    }

    private static void requireUser(IamCall call, Optional<String> name) {
        name.ifPresent(call::user);
    }
}
