package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** The permissions that an operation of a query or JSON service needs, from the operation's name and its request. */
final class ActionResources {
    private ActionResources() {}

    static List<Check> checks(
            Snapshot snapshot, RequestContext request, String service, String operation, SdkPojo pojo) {
        return switch (service) {
            case "ec2" -> Ec2Resources.checks(snapshot, request, operation, pojo);
            case "iam" -> IamResources.checks(snapshot, request, operation, pojo);
            case "sts" -> sts(operation);
            case "ec2-instance-connect" -> instanceConnect(snapshot, request, operation, pojo);
            case "ssm" -> parameters(request, operation, pojo);
            default -> List.of(Check.of(service + ":" + operation, "*"));
        };
    }

    /** The permissions of an operation on one resource, or of the operation with nothing said. */
    static List<Check> supposed(
            Snapshot snapshot, RequestContext request, String service, String operation, Optional<String> resource) {
        if (resource.isEmpty()) {
            return checks(snapshot, request, service, operation, new NothingSaid());
        }
        if (service.equals("ec2")) {
            Optional<Check> known = Ec2Resources.check(snapshot, request, operation, resource.get(), new NothingSaid());
            if (known.isPresent()) {
                return known.stream().toList();
            }
        }
        return List.of(Check.of(service + ":" + operation, resource.get()));
    }

    /** A request without members. */
    private record NothingSaid() implements SdkPojo {
        @Override
        public List<SdkField<?>> sdkFields() {
            return List.of();
        }

        @Override
        public boolean equalsBySdkFields(Object other) {
            return other instanceof NothingSaid;
        }

        @Override
        public Map<String, SdkField<?>> sdkFieldNameToField() {
            return Map.of();
        }
    }

    /**
     * Anybody may ask who they are, and the trust policy of the role decides on AssumeRole where the role is known.
     *
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
     */
    private static List<Check> sts(String operation) {
        return switch (operation) {
            case "GetCallerIdentity", "GetSessionToken", "AssumeRole" -> List.of();
            default -> List.of(Check.of("sts:" + operation, "*"));
        };
    }

    private static List<Check> parameters(RequestContext request, String operation, SdkPojo pojo) {
        List<String> names = Stream.concat(
                        Stream.of("Name", "Path").flatMap(member -> RequestFields.text(pojo, member).stream()),
                        RequestFields.texts(pojo, "Names").stream())
                .toList();
        return names.isEmpty()
                ? List.of(Check.of("ssm:" + operation, "*"))
                : names.stream()
                        .map(name -> Check.of("ssm:" + operation, parameter(request, name)))
                        .toList();
    }

    /** AWS's own parameters belong to no account. */
    static String parameter(RequestContext request, String name) {
        if (name.startsWith("arn:")) {
            return name;
        }
        String account =
                name.startsWith("/aws/") ? "" : request.scope().account().value();
        String path = (name.startsWith("/") ? "" : "/") + name.replaceFirst(":[^:/]*$", "");
        return new Arn("aws", "ssm", request.region().name(), account, "parameter" + path).toString();
    }

    private static List<Check> instanceConnect(
            Snapshot snapshot, RequestContext request, String operation, SdkPojo pojo) {
        String id = RequestFields.text(pojo, "InstanceId").orElse("*");
        Optional<String> user = RequestFields.text(pojo, "InstanceOSUser");
        ConditionContext instance = Ec2Facts.keys(snapshot, request.scope(), id);
        return List.of(new Check(
                "ec2-instance-connect:" + operation,
                Arn.of("ec2", request.scope(), "instance/" + id).toString(),
                key -> key.equals("ec2:osuser") ? user.stream().toList() : instance.values(key)));
    }
}
