package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.OidcProvider;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintResponse;

/**
 * OpenID Connect identity providers. Thumbprints are kept and compared with nothing: nobody is asked for keys but an issuer which the
 * operator named.
 */
interface OidcProviderOperations extends IamOperations {
    int CLIENT_IDS_MAX = 100;
    int THUMBPRINTS_MAX = 5;
    int PROVIDERS_MAX = 100;

    @Override
    default CreateOpenIdConnectProviderResponse createOpenIDConnectProvider(
            CreateOpenIdConnectProviderRequest request) {
        return commit(call -> {
            String url = OidcProvider.url(request.url())
                    .orElseThrow(
                            () -> new ApiException(IamError.INVALID_INPUT, "Invalid Open ID Connect Provider URL"));
            if (call.snapshot().find(OidcProvider.class, call.scope(), url).isPresent()) {
                throw IamCall.alreadyExists("Provider with url " + request.url() + " already exists.");
            }
            if (call.all(OidcProvider.class).size() >= PROVIDERS_MAX) {
                throw IamCall.limitExceeded(
                        "Cannot exceed quota for OpenIdConnectProvidersPerAccount: " + PROVIDERS_MAX);
            }
            List<String> clientIds = request.clientIDList().stream().distinct().toList();
            requireClientIds(clientIds);
            OidcProvider provider = new OidcProvider(
                    call.scope(),
                    url,
                    clientIds,
                    thumbprints(request.thumbprintList()),
                    call.now(),
                    IamTags.of(request.tags()));
            return outcome(
                    Change.put(provider),
                    CreateOpenIdConnectProviderResponse.builder()
                            .openIDConnectProviderArn(provider.arn().toString())
                            .tags(request.tags())
                            .build());
        });
    }

    private static void requireClientIds(List<String> clientIds) {
        if (clientIds.size() > CLIENT_IDS_MAX) {
            throw IamCall.limitExceeded("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: " + CLIENT_IDS_MAX);
        }
        if (clientIds.stream().anyMatch(id -> id.isEmpty() || id.length() > 255)) {
            throw IamCall.validationError("1 validation error detected: Value at 'clientIDList' failed to satisfy"
                    + " constraint: Member must satisfy constraint: [Member must have length less than or equal to 255,"
                    + " Member must have length greater than or equal to 1]");
        }
    }

    private static List<String> thumbprints(List<String> given) {
        if (given.size() > THUMBPRINTS_MAX) {
            throw new ApiException(IamError.INVALID_INPUT, "Thumbprint list must contain fewer than 5 entries.");
        }
        if (given.stream().anyMatch(thumbprint -> !thumbprint.matches("[0-9a-fA-F]{40}"))) {
            throw IamCall.validationError("1 validation error detected: Value at 'thumbprintList' failed to satisfy"
                    + " constraint: Member must satisfy constraint: [Member must have length less than or equal to 40,"
                    + " Member must have length greater than or equal to 40]");
        }
        return given.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }

    private static OidcProvider provider(IamCall call, String arn) {
        return OidcProvider.find(call.snapshot(), call.scope(), arn)
                .orElseThrow(() -> IamCall.noSuchEntity("OpenIDConnect Provider not found for arn " + arn));
    }

    @Override
    default GetOpenIdConnectProviderResponse getOpenIDConnectProvider(GetOpenIdConnectProviderRequest request) {
        return read(call -> {
            OidcProvider provider = provider(call, request.openIDConnectProviderArn());
            return GetOpenIdConnectProviderResponse.builder()
                    .url(provider.url())
                    .clientIDList(provider.clientIds())
                    .thumbprintList(provider.thumbprints())
                    .createDate(provider.createdAt())
                    .tags(IamTags.shapes(provider.tags()))
                    .build();
        });
    }

    @Override
    default ListOpenIdConnectProvidersResponse listOpenIDConnectProviders(ListOpenIdConnectProvidersRequest request) {
        return read(call -> ListOpenIdConnectProvidersResponse.builder()
                .openIDConnectProviderList(call.all(OidcProvider.class).stream()
                        .map(provider -> OpenIDConnectProviderListEntry.builder()
                                .arn(provider.arn().toString())
                                .build())
                        .toList())
                .build());
    }

    @Override
    default DeleteOpenIdConnectProviderResponse deleteOpenIDConnectProvider(
            DeleteOpenIdConnectProviderRequest request) {
        return commit(call -> outcome(
                Change.remove(provider(call, request.openIDConnectProviderArn())),
                DeleteOpenIdConnectProviderResponse.builder().build()));
    }

    @Override
    default UpdateOpenIdConnectProviderThumbprintResponse updateOpenIDConnectProviderThumbprint(
            UpdateOpenIdConnectProviderThumbprintRequest request) {
        return commit(call -> outcome(
                Change.put(provider(call, request.openIDConnectProviderArn())
                        .withThumbprints(thumbprints(request.thumbprintList()))),
                UpdateOpenIdConnectProviderThumbprintResponse.builder().build()));
    }

    /** Does nothing where it is there already. */
    @Override
    default AddClientIdToOpenIdConnectProviderResponse addClientIDToOpenIDConnectProvider(
            AddClientIdToOpenIdConnectProviderRequest request) {
        return commit(call -> {
            OidcProvider provider = provider(call, request.openIDConnectProviderArn());
            List<String> clientIds = new ArrayList<>(provider.clientIds());
            if (!clientIds.contains(request.clientID())) {
                clientIds.add(request.clientID());
            }
            requireClientIds(clientIds);
            return outcome(
                    Change.put(provider.withClientIds(clientIds)),
                    AddClientIdToOpenIdConnectProviderResponse.builder().build());
        });
    }

    /** Does nothing where it is not there. */
    @Override
    default RemoveClientIdFromOpenIdConnectProviderResponse removeClientIDFromOpenIDConnectProvider(
            RemoveClientIdFromOpenIdConnectProviderRequest request) {
        return commit(call -> {
            OidcProvider provider = provider(call, request.openIDConnectProviderArn());
            List<String> clientIds = new ArrayList<>(provider.clientIds());
            clientIds.remove(request.clientID());
            return outcome(
                    Change.put(provider.withClientIds(clientIds)),
                    RemoveClientIdFromOpenIdConnectProviderResponse.builder().build());
        });
    }

    @Override
    default TagOpenIdConnectProviderResponse tagOpenIDConnectProvider(TagOpenIdConnectProviderRequest request) {
        return commit(call -> {
            OidcProvider provider = provider(call, request.openIDConnectProviderArn());
            return outcome(
                    Change.put(provider.withTags(IamTags.add(provider.tags(), request.tags()))),
                    TagOpenIdConnectProviderResponse.builder().build());
        });
    }

    @Override
    default UntagOpenIdConnectProviderResponse untagOpenIDConnectProvider(UntagOpenIdConnectProviderRequest request) {
        return commit(call -> {
            OidcProvider provider = provider(call, request.openIDConnectProviderArn());
            return outcome(
                    Change.put(provider.withTags(IamTags.remove(provider.tags(), request.tagKeys()))),
                    UntagOpenIdConnectProviderResponse.builder().build());
        });
    }

    @Override
    default ListOpenIdConnectProviderTagsResponse listOpenIDConnectProviderTags(
            ListOpenIdConnectProviderTagsRequest request) {
        return read(call -> {
            var page = IamTags.page(
                    request,
                    provider(call, request.openIDConnectProviderArn()).tags(),
                    request.marker(),
                    request.maxItems());
            return ListOpenIdConnectProviderTagsResponse.builder()
                    .tags(page.map(IamTags::shape))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }
}
