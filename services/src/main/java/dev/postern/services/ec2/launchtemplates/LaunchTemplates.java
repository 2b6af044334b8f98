package dev.postern.services.ec2.launchtemplates;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.LaunchTemplate;
import dev.postern.model.ec2.LaunchTemplateId;
import dev.postern.model.ec2.LaunchTemplateVersion;
import dev.postern.services.authorization.TemplatedLaunch;
import dev.postern.services.ec2.call.Attributes;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.call.UserData;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Members;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesResponse;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;

/**
 * Launch templates. What one says of launches is kept as it was given, as on AWS; what nothing here honours is refused by name when
 * something is to be launched with it.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html">Launch templates</a>
 */
public final class LaunchTemplates {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9().\\-/_]{3,128}");
    private static final int PAGE_MAX = 200;

    private LaunchTemplates() {}

    static Outcome<CreateLaunchTemplateResponse> create(Ec2Call call, CreateLaunchTemplateRequest request) {
        return Idempotency.once(
                call,
                "CreateLaunchTemplate",
                request.clientToken(),
                request,
                () -> {
                    LaunchTemplate template = made(call, request);
                    LaunchTemplateVersion version = new LaunchTemplateVersion(
                            call.scope(),
                            template.id(),
                            1,
                            versionDescription(request.versionDescription()),
                            call.now(),
                            template.createdBy(),
                            data(request.launchTemplateData()));
                    return new Idempotency.Made<>(
                            Change.builder().put(template).put(version).build(),
                            created(template, Optional.of(version)),
                            List.of(template.key()));
                },
                ids -> {
                    LaunchTemplate template = Noun.LAUNCH_TEMPLATE.require(call, ids.getFirst());
                    return created(template, TemplatedLaunch.version(call.snapshot(), template, "1"));
                });
    }

    private static CreateLaunchTemplateResponse created(
            LaunchTemplate template, Optional<LaunchTemplateVersion> first) {
        return CreateLaunchTemplateResponse.builder()
                .launchTemplate(LaunchTemplateView.of(template))
                .warning(first.map(version -> TemplateWarnings.of(LaunchTemplateView.data(version)))
                        .orElse(null))
                .build();
    }

    static Optional<String> versionDescription(@Nullable String given) {
        return Optional.ofNullable(given).map(text -> Attributes.checked(text, "VersionDescription"));
    }

    private static LaunchTemplate made(Ec2Call call, CreateLaunchTemplateRequest request) {
        String name = request.launchTemplateName();
        if (name == null || name.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("LaunchTemplateName");
        }
        if (!NAME.matcher(name).matches()) {
            throw Ec2Error.LAUNCH_TEMPLATE_NAME_MALFORMED.of();
        }
        if (TemplatedLaunch.find(call.snapshot(), call.scope(), null, name).isPresent()) {
            throw Ec2Error.LAUNCH_TEMPLATE_EXISTS.of();
        }
        return new LaunchTemplate(
                call.scope(),
                new LaunchTemplateId(call.newId(LaunchTemplateId.PREFIX)),
                name,
                call.now(),
                call.context().caller().arn(),
                1,
                1,
                TagRules.of(request.tagSpecifications(), "launch-template"));
    }

    static String data(@Nullable RequestLaunchTemplateData data) {
        if (data == null) {
            throw Ec2Error.MISSING_PARAMETER.of("LaunchTemplateData");
        }
        UserData.check(data.userData());
        return Members.write(data);
    }

    /** The template that a request names by its id or its name, but not by both. */
    public static LaunchTemplate require(Ec2Call call, @Nullable String id, @Nullable String name) {
        if (id != null && !id.isEmpty()) {
            if (name != null && !name.isEmpty()) {
                throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                        "The launch template is named either by LaunchTemplateId or by LaunchTemplateName, not by both.");
            }
            return Noun.LAUNCH_TEMPLATE.require(call, id);
        }
        if (name == null || name.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("LaunchTemplateId");
        }
        return named(call, name);
    }

    /**
     * A version of a template.
     *
     * @param version its number, {@code $Latest} or {@code $Default}; none is the default
     */
    public static LaunchTemplateVersion requireVersion(
            Ec2Call call, LaunchTemplate template, @Nullable String version) {
        return TemplatedLaunch.version(call.snapshot(), template, version)
                .orElseThrow(
                        () -> Ec2Error.LAUNCH_TEMPLATE_VERSION_NOT_FOUND.of(String.valueOf(version), template.id()));
    }

    private static LaunchTemplate named(Ec2Call call, String name) {
        return TemplatedLaunch.find(call.snapshot(), call.scope(), null, name)
                .orElseThrow(() -> Ec2Error.LAUNCH_TEMPLATE_NAME_NOT_FOUND.of(name));
    }

    static DescribeLaunchTemplatesResponse describe(Ec2Call call, DescribeLaunchTemplatesRequest request) {
        Ec2Page.checkMost(request.maxResults(), PAGE_MAX);
        List<LaunchTemplate> chosen = request.launchTemplateNames().isEmpty()
                ? Noun.LAUNCH_TEMPLATE.select(call, request.launchTemplateIds())
                : request.launchTemplateNames().stream()
                        .distinct()
                        .map(name -> named(call, name))
                        .filter(template -> request.launchTemplateIds().isEmpty()
                                || request.launchTemplateIds().contains(template.key()))
                        .toList();
        List<LaunchTemplate> found = new Filters<LaunchTemplate>()
                .one("create-time", LaunchTemplate::createdAt)
                .one("launch-template-name", LaunchTemplate::name)
                .tags(LaunchTemplate::tags)
                .apply(request.filters(), chosen);
        Ec2Page<LaunchTemplate> page = Ec2Page.of(
                found, LaunchTemplate::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 1);
        return DescribeLaunchTemplatesResponse.builder()
                .launchTemplates(
                        page.items().stream().map(LaunchTemplateView::of).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static Outcome<ModifyLaunchTemplateResponse> modify(Ec2Call call, ModifyLaunchTemplateRequest request) {
        return Idempotency.once(
                call,
                "ModifyLaunchTemplate",
                request.clientToken(),
                request,
                () -> {
                    LaunchTemplate template = require(call, request.launchTemplateId(), request.launchTemplateName());
                    if (request.defaultVersion() == null) {
                        throw Ec2Error.MISSING_PARAMETER.of("SetDefaultVersion");
                    }
                    LaunchTemplate changed =
                            template.withDefaultVersion(requireVersion(call, template, request.defaultVersion())
                                    .number());
                    return new Idempotency.Made<>(Change.put(changed), modified(changed), List.of(changed.key()));
                },
                ids -> modified(Noun.LAUNCH_TEMPLATE.require(call, ids.getFirst())));
    }

    private static ModifyLaunchTemplateResponse modified(LaunchTemplate template) {
        return ModifyLaunchTemplateResponse.builder()
                .launchTemplate(LaunchTemplateView.of(template))
                .build();
    }

    static Outcome<DeleteLaunchTemplateResponse> delete(Ec2Call call, DeleteLaunchTemplateRequest request) {
        LaunchTemplate template = require(call, request.launchTemplateId(), request.launchTemplateName());
        Change.Builder change = Change.builder().remove(template);
        call.snapshot().by(Indexes.VERSIONS_BY_TEMPLATE, template.id()).values().forEach(change::remove);
        return new Outcome<>(
                change.build(),
                DeleteLaunchTemplateResponse.builder()
                        .launchTemplate(LaunchTemplateView.of(template))
                        .build());
    }
}
