package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of CloudTrail's operations: on the trails that a request names.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html">Actions, resources, and
 *     condition keys for AWS CloudTrail</a>
 */
public final class CloudTrailPermissions implements ServicePermissions {
    private static final ServiceAuthorization CLOUDTRAIL = ServiceAuthorization.of("cloudtrail");

    @Override
    public String service() {
        return "cloudtrail";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        Action action = CLOUDTRAIL.action(operation);
        List<String> named = Stream.of("Name", "TrailName", "ResourceId")
                .map(member -> RequestFields.text(request, member))
                .flatMap(Optional::stream)
                .toList();
        List<String> all = named.isEmpty() ? RequestFields.texts(request, "ResourceIdList") : named;
        List<String> resources = all.isEmpty()
                ? List.of("*")
                : all.stream().map(name -> arn(context, name)).toList();
        return resources.stream()
                .map(resource -> new Check("cloudtrail:" + operation, resource, key -> {
                    if (!action.canHave(key) || TagConditions.isOfResource(key)) {
                        return List.of();
                    }
                    return TagConditions.ofRequest(RequestFields.tags(request, "TagsList"), key);
                }))
                .toList();
    }

    private static String arn(RequestContext context, String name) {
        return name.startsWith("arn:")
                ? name
                : Arn.of("cloudtrail", context.scope(), "trail/" + name).toString();
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED_EXCEPTION, decision.deniedText());
    }
}
