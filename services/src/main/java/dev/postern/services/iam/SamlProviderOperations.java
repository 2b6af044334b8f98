package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.SamlProvider;
import java.time.Duration;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.GetSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.GetSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersResponse;
import software.amazon.awssdk.services.iam.model.SAMLProviderListEntry;
import software.amazon.awssdk.services.iam.model.TagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.TagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderResponse;

/** SAML identity providers. They are kept and told, and roles may trust them; nobody signs on by one here. */
interface SamlProviderOperations extends IamOperations {
    int SAML_PROVIDERS_MAX = 100;
    int UNIQUE_ID_DIGITS = 32;

    /** IAM says of each that it ends a century after it was made. */
    Duration VALID = Duration.ofDays(36_500);

    @Override
    default CreateSamlProviderResponse createSAMLProvider(CreateSamlProviderRequest request) {
        return commit(call -> {
            SamlMetadata.check(request.samlMetadataDocument());
            if (call.snapshot()
                    .find(SamlProvider.class, call.scope(), request.name())
                    .isPresent()) {
                throw IamCall.alreadyExists("SAML Provider with name " + request.name() + " already exists.");
            }
            if (call.all(SamlProvider.class).size() >= SAML_PROVIDERS_MAX) {
                throw IamCall.limitExceeded("Cannot exceed quota for SAMLProvidersPerAccount: " + SAML_PROVIDERS_MAX);
            }
            SamlProvider provider = new SamlProvider(
                    call.scope(),
                    request.name(),
                    call.context().ids().base32(UNIQUE_ID_DIGITS),
                    request.samlMetadataDocument(),
                    call.now(),
                    IamTags.of(request.tags()));
            return outcome(
                    Change.put(provider),
                    CreateSamlProviderResponse.builder()
                            .samlProviderArn(provider.arn().toString())
                            .tags(request.tags())
                            .build());
        });
    }

    private static SamlProvider samlProvider(IamCall call, String arn) {
        return SamlProvider.find(call.snapshot(), call.scope(), arn)
                .orElseThrow(() -> IamCall.noSuchEntity("Manifest not found for arn " + arn));
    }

    @Override
    default GetSamlProviderResponse getSAMLProvider(GetSamlProviderRequest request) {
        return read(call -> {
            SamlProvider provider = samlProvider(call, request.samlProviderArn());
            return GetSamlProviderResponse.builder()
                    .samlProviderUUID(provider.uniqueId())
                    .samlMetadataDocument(provider.metadata())
                    .createDate(provider.createdAt())
                    .validUntil(provider.createdAt().plus(VALID))
                    .tags(IamTags.shapes(provider.tags()))
                    .build();
        });
    }

    @Override
    default ListSamlProvidersResponse listSAMLProviders(ListSamlProvidersRequest request) {
        return read(call -> ListSamlProvidersResponse.builder()
                .samlProviderList(call.all(SamlProvider.class).stream()
                        .map(provider -> SAMLProviderListEntry.builder()
                                .arn(provider.arn().toString())
                                .createDate(provider.createdAt())
                                .validUntil(provider.createdAt().plus(VALID))
                                .build())
                        .toList())
                .build());
    }

    @Override
    default UpdateSamlProviderResponse updateSAMLProvider(UpdateSamlProviderRequest request) {
        return commit(call -> {
            SamlProvider provider = samlProvider(call, request.samlProviderArn());
            if (request.samlMetadataDocument() != null) {
                SamlMetadata.check(request.samlMetadataDocument());
                provider = provider.withMetadata(request.samlMetadataDocument());
            }
            return outcome(
                    Change.put(provider),
                    UpdateSamlProviderResponse.builder()
                            .samlProviderArn(provider.arn().toString())
                            .build());
        });
    }

    @Override
    default DeleteSamlProviderResponse deleteSAMLProvider(DeleteSamlProviderRequest request) {
        return commit(call -> outcome(
                Change.remove(samlProvider(call, request.samlProviderArn())),
                DeleteSamlProviderResponse.builder().build()));
    }

    @Override
    default TagSamlProviderResponse tagSAMLProvider(TagSamlProviderRequest request) {
        return commit(call -> {
            SamlProvider provider = samlProvider(call, request.samlProviderArn());
            return outcome(
                    Change.put(provider.withTags(IamTags.add(provider.tags(), request.tags()))),
                    TagSamlProviderResponse.builder().build());
        });
    }

    @Override
    default UntagSamlProviderResponse untagSAMLProvider(UntagSamlProviderRequest request) {
        return commit(call -> {
            SamlProvider provider = samlProvider(call, request.samlProviderArn());
            return outcome(
                    Change.put(provider.withTags(IamTags.remove(provider.tags(), request.tagKeys()))),
                    UntagSamlProviderResponse.builder().build());
        });
    }

    @Override
    default ListSamlProviderTagsResponse listSAMLProviderTags(ListSamlProviderTagsRequest request) {
        return read(call -> {
            var page = IamTags.page(
                    request,
                    samlProvider(call, request.samlProviderArn()).tags(),
                    request.marker(),
                    request.maxItems());
            return ListSamlProviderTagsResponse.builder()
                    .tags(page.map(IamTags::shape))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }
}
