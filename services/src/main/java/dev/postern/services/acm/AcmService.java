package dev.postern.services.acm;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.acm.Certificate;
import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
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
    private static final int TAGS_MAX = 50;
    private static final int CERTIFICATES_MAX = 2500;
    private static final int PAGE = 1000;

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
                    ? Imports.made(context, imported, with(Tags.NONE, request.tags()))
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

    /** Without a filter for keys it tells of RSA keys of 1,024 and 2,048 bits only, as AWS does. */
    @Override
    public ListCertificatesResponse listCertificates(ListCertificatesRequest request) {
        RequestContext context = RequestContext.current();
        Snapshot snapshot = cloud.snapshot();
        List<String> keys = request.includes() == null
                        || request.includes().keyTypesAsStrings().isEmpty()
                ? List.of("RSA_1024", "RSA_2048")
                : request.includes().keyTypesAsStrings();
        List<String> statuses = request.certificateStatusesAsStrings();
        String after = request.nextToken() == null ? "" : decode(request.nextToken());
        List<CertificateView> found = snapshot.all(Certificate.class).in(context.scope()).stream()
                .filter(certificate -> certificate.key().compareTo(after) > 0)
                .sorted(Comparator.comparing(Certificate::key))
                .map(certificate -> CertificateView.of(snapshot, certificate))
                .filter(view -> keys.contains(view.algorithm()))
                .filter(view -> statuses.isEmpty()
                        || statuses.contains(view.status(context.now()).toString()))
                .toList();
        int size = request.maxItems() == null ? PAGE : request.maxItems();
        List<CertificateView> page = found.stream().limit(size).toList();
        return ListCertificatesResponse.builder()
                .certificateSummaryList(
                        page.stream().map(view -> view.summary(context.now())).toList())
                .nextToken(
                        page.size() < found.size()
                                ? encode(page.getLast().certificate().key())
                                : null)
                .build();
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
                    Change.put(found.withTags(with(found.tags(), request.tags()))),
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

    private static Tags with(Tags before, List<Tag> tags) {
        TreeMap<String, String> given = new TreeMap<>();
        for (Tag tag : tags) {
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw AcmError.INVALID_TAG.of("Tag keys cannot start with aws:.");
            }
            given.put(tag.key(), tag.value() == null ? "" : tag.value());
        }
        Tags all = before.plus(given);
        if (all.values().size() > TAGS_MAX) {
            throw AcmError.TOO_MANY_TAGS.of("A certificate has at most " + TAGS_MAX + " tags.");
        }
        return all;
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AcmError.VALIDATION.of("The NextToken is not valid.");
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
