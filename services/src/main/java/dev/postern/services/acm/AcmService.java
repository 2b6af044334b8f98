package dev.postern.services.acm;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.acm.Certificate;
import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.AddTagsToCertificateRequest;
import software.amazon.awssdk.services.acm.model.AddTagsToCertificateResponse;
import software.amazon.awssdk.services.acm.model.DeleteCertificateRequest;
import software.amazon.awssdk.services.acm.model.DeleteCertificateResponse;
import software.amazon.awssdk.services.acm.model.DescribeCertificateRequest;
import software.amazon.awssdk.services.acm.model.DescribeCertificateResponse;
import software.amazon.awssdk.services.acm.model.GetCertificateRequest;
import software.amazon.awssdk.services.acm.model.GetCertificateResponse;
import software.amazon.awssdk.services.acm.model.ImportCertificateRequest;
import software.amazon.awssdk.services.acm.model.ImportCertificateResponse;
import software.amazon.awssdk.services.acm.model.ListCertificatesRequest;
import software.amazon.awssdk.services.acm.model.ListCertificatesResponse;
import software.amazon.awssdk.services.acm.model.ListTagsForCertificateRequest;
import software.amazon.awssdk.services.acm.model.ListTagsForCertificateResponse;
import software.amazon.awssdk.services.acm.model.RemoveTagsFromCertificateRequest;
import software.amazon.awssdk.services.acm.model.RemoveTagsFromCertificateResponse;
import software.amazon.awssdk.services.acm.model.Tag;

/**
 * Certificate Manager with certificates that were imported. It asks no authority for any.
 *
 * @see <a href="https://docs.aws.amazon.com/acm/latest/APIReference/Welcome.html">ACM API reference</a>
 */
public final class AcmService implements AcmClient {
    private static final int CERTIFICATES_MAX = 2500;

    private final Cloud cloud;

    public AcmService(Cloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public ImportCertificateResponse importCertificate(ImportCertificateRequest request) {
        RequestContext context = RequestContext.current();
        Imports.Imported imported = Imports.read(request, context.now());
        return cloud.commit(snapshot -> {
            Certificate certificate = request.certificateArn() == null
                    ? Imports.made(context, imported, CertificateTags.with(Tags.NONE, request.tags()))
                    : again(snapshot, context, request, imported);
            if (request.certificateArn() == null
                    && snapshot.all(Certificate.class).in(context.scope()).size() >= CERTIFICATES_MAX) {
                throw AcmError.LIMIT_EXCEEDED.of(
                        "The maximum number of " + CERTIFICATES_MAX + " certificates has been reached.");
            }
            return new Outcome<>(
                    Change.put(certificate),
                    ImportCertificateResponse.builder()
                            .certificateArn(certificate.arn().toString())
                            .build());
        });
    }

    private static Certificate again(
            Snapshot snapshot, RequestContext context, ImportCertificateRequest request, Imports.Imported imported) {
        if (!request.tags().isEmpty()) {
            throw AcmError.VALIDATION.of("Tagging is not permitted on re-import.");
        }
        Certificate before = require(snapshot, context, request.certificateArn());
        Certificate now = before.with(imported.body(), imported.chain(), imported.key(), context.now());
        CertificateView.of(snapshot, now).checkReplaces(CertificateView.of(snapshot, before));
        return now;
    }

    @Override
    public DescribeCertificateResponse describeCertificate(DescribeCertificateRequest request) {
        RequestContext context = RequestContext.current();
        Snapshot snapshot = cloud.snapshot();
        return DescribeCertificateResponse.builder()
                .certificate(CertificateView.of(snapshot, require(snapshot, context, request.certificateArn()))
                        .detail(context.now()))
                .build();
    }

    /** Nobody sees a key again. */
    @Override
    public GetCertificateResponse getCertificate(GetCertificateRequest request) {
        Certificate found = require(cloud.snapshot(), RequestContext.current(), request.certificateArn());
        return GetCertificateResponse.builder()
                .certificate(found.body())
                .certificateChain(found.chain().orElse(null))
                .build();
    }

    @Override
    public ListCertificatesResponse listCertificates(ListCertificatesRequest request) {
        return CertificateList.page(cloud.snapshot(), RequestContext.current(), request);
    }

    @Override
    public DeleteCertificateResponse deleteCertificate(DeleteCertificateRequest request) {
        RequestContext context = RequestContext.current();
        return cloud.commit(snapshot -> {
            Certificate found = require(snapshot, context, request.certificateArn());
            if (!CertificateView.of(snapshot, found).users().isEmpty()) {
                throw AcmError.RESOURCE_IN_USE.of(
                        "Certificate " + found.arn() + " in account " + context.account() + " is in use.");
            }
            return new Outcome<>(
                    Change.remove(found), DeleteCertificateResponse.builder().build());
        });
    }

    @Override
    public AddTagsToCertificateResponse addTagsToCertificate(AddTagsToCertificateRequest request) {
        RequestContext context = RequestContext.current();
        return cloud.commit(snapshot -> {
            Certificate found = require(snapshot, context, request.certificateArn());
            return new Outcome<>(
                    Change.put(found.withTags(CertificateTags.with(found.tags(), request.tags()))),
                    AddTagsToCertificateResponse.builder().build());
        });
    }

    /** A tag that is named with a value goes only if it has that value. */
    @Override
    public RemoveTagsFromCertificateResponse removeTagsFromCertificate(RemoveTagsFromCertificateRequest request) {
        RequestContext context = RequestContext.current();
        return cloud.commit(snapshot -> {
            Certificate found = require(snapshot, context, request.certificateArn());
            Tags rest = found.tags();
            for (Tag tag : request.tags()) {
                String value = rest.values().get(tag.key());
                rest = tag.value() == null || tag.value().equals(value) ? rest.minus(tag.key()) : rest;
            }
            return new Outcome<>(
                    Change.put(found.withTags(rest)),
                    RemoveTagsFromCertificateResponse.builder().build());
        });
    }

    @Override
    public ListTagsForCertificateResponse listTagsForCertificate(ListTagsForCertificateRequest request) {
        Certificate found = require(cloud.snapshot(), RequestContext.current(), request.certificateArn());
        return ListTagsForCertificateResponse.builder()
                .tags(found.tags().values().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    private static Certificate require(Snapshot snapshot, RequestContext context, @Nullable String arn) {
        String key = Optional.ofNullable(arn)
                .flatMap(Arn::parse)
                .filter(parsed -> parsed.service().equals("acm"))
                .map(Arn::resource)
                .filter(resource -> resource.startsWith("certificate/"))
                .map(resource -> resource.substring(resource.indexOf('/') + 1))
                .orElseThrow(() -> AcmError.INVALID_ARN.of("The ARN " + arn + " is not valid."));
        return snapshot.find(Certificate.class, context.scope(), key)
                .filter(found -> found.arn().toString().equals(arn))
                .orElseThrow(() -> AcmError.RESOURCE_NOT_FOUND.of(
                        "Could not find certificate " + arn + " in account " + context.account() + "."));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
