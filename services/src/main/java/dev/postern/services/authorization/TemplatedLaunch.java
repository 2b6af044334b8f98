package dev.postern.services.authorization;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.LaunchTemplate;
import dev.postern.model.ec2.LaunchTemplateVersion;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Members;
import dev.postern.wire.codec.Shape;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/**
 * What a launch asks for that names a launch template: what the request says, over what the template's version says. Who decides
 * whether it may and who carries it out must read the same.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/launch-instances-from-launch-template.html">Launch from a launch
 *     template</a>
 */
public final class TemplatedLaunch {
    public static final String LATEST = "$Latest";
    public static final String DEFAULT = "$Default";

    private TemplatedLaunch() {}

    /** The template that an id or a name names. */
    public static Optional<LaunchTemplate> find(
            Snapshot snapshot, Scope scope, @Nullable String id, @Nullable String name) {
        if (id != null && !id.isEmpty()) {
            return snapshot.find(LaunchTemplate.class, scope, id);
        }
        return snapshot.all(LaunchTemplate.class).in(scope).stream()
                .filter(template -> template.name().equals(name))
                .findFirst();
    }

    /**
     * A version of a template.
     *
     * @param said its number, {@link #LATEST} or {@link #DEFAULT}; none is the default
     */
    public static Optional<LaunchTemplateVersion> version(
            Snapshot snapshot, LaunchTemplate template, @Nullable String said) {
        return snapshot.find(
                LaunchTemplateVersion.class, template.scope(), template.id() + "/" + number(template, said));
    }

    private static String number(LaunchTemplate template, @Nullable String said) {
        return switch (said) {
            case null -> Long.toString(template.defaultVersion());
            case "", DEFAULT -> Long.toString(template.defaultVersion());
            case LATEST -> Long.toString(template.latestVersion());
            default -> said;
        };
    }

    /**
     * The request with what the version says of the rest. A parameter of the request stands for the template's as a whole.
     *
     * @throws InvalidValueException if the version says what no launch here honours
     */
    public static RunInstancesRequest with(RunInstancesRequest request, LaunchTemplateVersion version) {
        RunInstancesRequest.Builder builder = RunInstancesRequest.builder();
        Members.request(version.data(), (SdkPojo) builder);
        for (SdkField<?> field : request.sdkFields()) {
            Object value = Shape.valueOf(field, request);
            if (value != null && !(value instanceof Collection<?> all && all.isEmpty())) {
                field.set(builder, value);
            }
        }
        return builder.build();
    }

    /** A request as policies judge it: where its template cannot be read, the operation itself will say so. */
    static SdkPojo judged(Snapshot snapshot, LaunchTemplate used, SdkPojo request) {
        if (!(request instanceof RunInstancesRequest launch)) {
            return request;
        }
        try {
            return version(snapshot, used, launch.launchTemplate().version())
                    .map(version -> with(launch, version))
                    .orElse(launch);
        } catch (InvalidValueException e) {
            return request;
        }
    }

    /** The template that a launch uses. */
    static Optional<LaunchTemplate> used(Snapshot snapshot, Scope scope, SdkPojo request) {
        LaunchTemplateSpecification said =
                request instanceof RunInstancesRequest launch ? launch.launchTemplate() : null;
        return said == null
                ? Optional.empty()
                : find(snapshot, scope, said.launchTemplateId(), said.launchTemplateName());
    }
}
