package dev.postern.services.ec2.launchtemplates;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.LaunchTemplate;
import dev.postern.model.ec2.LaunchTemplateVersion;
import dev.postern.services.authorization.TemplatedLaunch;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Members;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseErrorItem;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseSuccessItem;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateErrorCode;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateIamInstanceProfileSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceMetadataOptions;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/** The versions of launch templates. */
final class LaunchTemplateVersions {
    private static final int PAGE_MAX = 200;

    private LaunchTemplateVersions() {}

    /** A version with its template. */
    private record Shown(LaunchTemplate template, LaunchTemplateVersion version, ResponseLaunchTemplateData data) {
        static Shown of(LaunchTemplate template, LaunchTemplateVersion version) {
            return new Shown(template, version, LaunchTemplateView.data(version));
        }

        /** Newest first, within a template. */
        String order() {
            return String.format(Locale.ROOT, "%s %019d", template.id(), Long.MAX_VALUE - version.number());
        }

        Optional<LaunchTemplateInstanceMetadataOptions> metadata() {
            return Optional.ofNullable(data.metadataOptions());
        }
    }

    static Outcome<CreateLaunchTemplateVersionResponse> create(
            Ec2Call call, CreateLaunchTemplateVersionRequest request) {
        LaunchTemplate template =
                LaunchTemplates.require(call, request.launchTemplateId(), request.launchTemplateName());
        return Idempotency.once(
                call,
                "CreateLaunchTemplateVersion",
                request.clientToken(),
                request,
                () -> {
                    String said = LaunchTemplates.data(request.launchTemplateData());
                    String data = request.sourceVersion() == null
                            ? said
                            : Members.merged(
                                    LaunchTemplates.requireVersion(call, template, request.sourceVersion())
                                            .data(),
                                    said);
                    long number = template.latestVersion() + 1;
                    LaunchTemplateVersion version = new LaunchTemplateVersion(
                            call.scope(),
                            template.id(),
                            number,
                            LaunchTemplates.versionDescription(request.versionDescription()),
                            call.now(),
                            call.context().caller().arn(),
                            data);
                    return new Idempotency.Made<>(
                            Change.builder()
                                    .put(template.withLatestVersion(number))
                                    .put(version)
                                    .build(),
                            created(template, version),
                            List.of(Long.toString(number)));
                },
                ids -> created(template, LaunchTemplates.requireVersion(call, template, ids.getFirst())));
    }

    private static CreateLaunchTemplateVersionResponse created(LaunchTemplate template, LaunchTemplateVersion version) {
        ResponseLaunchTemplateData data = LaunchTemplateView.data(version);
        return CreateLaunchTemplateVersionResponse.builder()
                .launchTemplateVersion(LaunchTemplateView.of(template, version, data))
                .warning(TemplateWarnings.of(data))
                .build();
    }

    static DescribeLaunchTemplateVersionsResponse describe(
            Ec2Call call, DescribeLaunchTemplateVersionsRequest request) {
        Ec2Page.checkMost(request.maxResults(), PAGE_MAX);
        List<Shown> found = filters().apply(request.filters(), chosen(call, request));
        Ec2Page<Shown> page = Ec2Page.of(
                found, Shown::order, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 1);
        return DescribeLaunchTemplateVersionsResponse.builder()
                .launchTemplateVersions(page.items().stream()
                        .map(one -> LaunchTemplateView.of(one.template(), one.version(), one.data()))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** The versions of one template; or the latest or default ones of all. */
    private static List<Shown> chosen(Ec2Call call, DescribeLaunchTemplateVersionsRequest request) {
        if (request.launchTemplateId() == null && request.launchTemplateName() == null) {
            boolean marked = !request.versions().isEmpty()
                    && request.versions().stream().allMatch(version -> version.startsWith("$"));
            if (!marked) {
                throw Ec2Error.MISSING_PARAMETER.of("LaunchTemplateId");
            }
            return call.all(LaunchTemplate.class).stream()
                    .flatMap(template -> named(call, template, request.versions()))
                    .toList();
        }
        LaunchTemplate template =
                LaunchTemplates.require(call, request.launchTemplateId(), request.launchTemplateName());
        if (!request.versions().isEmpty()) {
            return named(call, template, request.versions()).toList();
        }
        long min = number(request.minVersion(), 1);
        long max = number(request.maxVersion(), Long.MAX_VALUE);
        return all(call, template).stream()
                .filter(version -> version.number() >= min && version.number() <= max)
                .map(version -> Shown.of(template, version))
                .toList();
    }

    private static Stream<Shown> named(Ec2Call call, LaunchTemplate template, List<String> versions) {
        return versions.stream()
                .map(version -> LaunchTemplates.requireVersion(call, template, version))
                .distinct()
                .map(version -> Shown.of(template, version));
    }

    private static Collection<LaunchTemplateVersion> all(Ec2Call call, LaunchTemplate template) {
        return call.snapshot().by(Indexes.VERSIONS_BY_TEMPLATE, template.id()).values();
    }

    private static long number(@Nullable String text, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The version " + text + " is no number.");
        }
        return Long.parseLong(text);
    }

    private static Filters<Shown> filters() {
        return new Filters<Shown>()
                .one("create-time", one -> one.version().createdAt())
                .some("ebs-optimized", one -> Optional.ofNullable(one.data().ebsOptimized()))
                .some(
                        "http-endpoint",
                        one -> one.metadata().map(LaunchTemplateInstanceMetadataOptions::httpEndpointAsString))
                .some(
                        "http-protocol-ipv4",
                        one -> one.metadata().map(LaunchTemplateInstanceMetadataOptions::httpEndpointAsString))
                .some(
                        "http-tokens",
                        one -> one.metadata().map(LaunchTemplateInstanceMetadataOptions::httpTokensAsString))
                .some(
                        "iam-instance-profile",
                        one -> Optional.ofNullable(one.data().iamInstanceProfile())
                                .map(LaunchTemplateIamInstanceProfileSpecification::arn))
                .some("image-id", one -> Optional.ofNullable(one.data().imageId()))
                .some("instance-type", one -> Optional.ofNullable(one.data().instanceTypeAsString()))
                .one(
                        "is-default-version",
                        one -> one.version().number() == one.template().defaultVersion())
                .some("kernel-id", one -> Optional.ofNullable(one.data().kernelId()))
                .some("ram-disk-id", one -> Optional.ofNullable(one.data().ramDiskId()))
                .none("host-resource-group-arn", "license-configuration-arn", "network-card-index");
    }

    static Outcome<DeleteLaunchTemplateVersionsResponse> delete(
            Ec2Call call, DeleteLaunchTemplateVersionsRequest request) {
        LaunchTemplate template =
                LaunchTemplates.require(call, request.launchTemplateId(), request.launchTemplateName());
        if (request.versions().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("LaunchTemplateVersion");
        }
        Change.Builder change = Change.builder();
        List<DeleteLaunchTemplateVersionsResponseSuccessItem> gone = new ArrayList<>();
        List<DeleteLaunchTemplateVersionsResponseErrorItem> kept = new ArrayList<>();
        for (String said : request.versions().stream().distinct().toList()) {
            Optional<LaunchTemplateVersion> version =
                    TemplatedLaunch.version(call.snapshot(), template, Long.toString(number(said, 0)));
            if (version.isEmpty()) {
                kept.add(kept(
                        template,
                        said,
                        LaunchTemplateErrorCode.LAUNCH_TEMPLATE_VERSION_DOES_NOT_EXIST,
                        Ec2Error.LAUNCH_TEMPLATE_VERSION_NOT_FOUND
                                .of(said, template.id())
                                .text()));
            } else if (version.get().number() == template.defaultVersion()) {
                kept.add(kept(
                        template,
                        said,
                        LaunchTemplateErrorCode.UNEXPECTED_ERROR,
                        "The default version of a launch template cannot be deleted."));
            } else {
                change.remove(version.get());
                gone.add(DeleteLaunchTemplateVersionsResponseSuccessItem.builder()
                        .launchTemplateId(template.key())
                        .launchTemplateName(template.name())
                        .versionNumber(version.get().number())
                        .build());
            }
        }
        return new Outcome<>(
                change.build(),
                DeleteLaunchTemplateVersionsResponse.builder()
                        .successfullyDeletedLaunchTemplateVersions(gone)
                        .unsuccessfullyDeletedLaunchTemplateVersions(kept)
                        .build());
    }

    private static DeleteLaunchTemplateVersionsResponseErrorItem kept(
            LaunchTemplate template, String version, LaunchTemplateErrorCode code, String message) {
        return DeleteLaunchTemplateVersionsResponseErrorItem.builder()
                .launchTemplateId(template.key())
                .launchTemplateName(template.name())
                .versionNumber(number(version, 0))
                .responseError(error -> error.code(code).message(message))
                .build();
    }
}
