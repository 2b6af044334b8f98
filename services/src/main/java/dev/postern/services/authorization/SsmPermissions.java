package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;

/** The permissions of Systems Manager's parameters: one for each parameter that a request names. */
public final class SsmPermissions implements ServicePermissions {
    @Override
    public String service() {
        return "ssm";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        List<String> names = Stream.concat(
                        Stream.of("Name", "Path").flatMap(member -> RequestFields.text(request, member).stream()),
                        RequestFields.texts(request, "Names").stream())
                .toList();
        return names.isEmpty()
                ? List.of(Check.of("ssm:" + operation, "*"))
                : names.stream()
                        .map(name -> Check.of("ssm:" + operation, parameter(context, name)))
                        .toList();
    }

    /** A parameter's ARN. AWS's own parameters belong to no account. */
    static String parameter(RequestContext context, String name) {
        if (name.startsWith("arn:")) {
            return name;
        }
        String account =
                name.startsWith("/aws/") ? "" : context.scope().account().value();
        String path = (name.startsWith("/") ? "" : "/") + name.replaceFirst(":[^:/]*$", "");
        return new Arn("aws", "ssm", context.region().name(), account, "parameter" + path).toString();
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED_EXCEPTION, decision.deniedText());
    }
}
