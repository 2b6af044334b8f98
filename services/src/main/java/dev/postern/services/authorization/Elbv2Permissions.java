package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Entity;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.elbv2.Elbv2Resource;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of Elastic Load Balancing's operations: on what their ARNs name, or on what they make.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html">
 *     Actions, resources, and condition keys for AWS Elastic Load Balancing V2</a>
 */
public final class Elbv2Permissions implements ServicePermissions {
    private static final String SERVICE = "elasticloadbalancing";
    private static final ServiceAuthorization ELB = ServiceAuthorization.of(SERVICE);

    @Override
    public String service() {
        return SERVICE;
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        List<Check> checks = new ArrayList<>();
        resources(context, operation, request)
                .forEach(resource -> checks.add(check(snapshot, context, operation, operation, resource, request)));
        // Who makes something with tags must be allowed to tag it.
        if (operation.startsWith("Create")
                && !RequestFields.tags(request, "Tags").isEmpty()) {
            tagged(context, operation, request)
                    .forEach(resource -> checks.add(check(snapshot, context, "AddTags", operation, resource, request)));
        }
        return checks;
    }

    private static Check check(
            Snapshot snapshot,
            RequestContext context,
            String name,
            String operation,
            String resource,
            SdkPojo request) {
        Action action = ELB.action(name);
        Map<String, String> given = RequestFields.tags(request, "Tags");
        ConditionContext keys = key -> {
            if (!action.canHave(key)) {
                return List.of();
            }
            if (key.contains("resourcetag/")) {
                return TagConditions.ofResource(tags(snapshot, context, resource), key);
            }
            return key.equals(SERVICE + ":createaction")
                    ? Stream.of(operation)
                            .filter(made -> made.startsWith("Create"))
                            .toList()
                    : values(request, given, key);
        };
        return new Check(SERVICE + ":" + name, resource, keys);
    }

    private static Stream<String> resources(RequestContext context, String operation, SdkPojo request) {
        if (ELB.action(operation).name().startsWith("Describe")) {
            return Stream.of("*");
        }
        List<String> named = RequestFields.texts(request, "ResourceArns");
        if (!named.isEmpty()) {
            return named.stream();
        }
        String name = RequestFields.text(request, "Name").orElse("*");
        return switch (operation) {
            case "CreateLoadBalancer" ->
                Stream.of(made(context, "loadbalancer/" + prefix(request) + "/" + name + "/*"));
            case "CreateTargetGroup" -> Stream.of(made(context, "targetgroup/" + name + "/*"));
            default ->
                Stream.of(Stream.of("ListenerArn", "TargetGroupArn", "LoadBalancerArn", "RuleArn")
                        .flatMap(member -> RequestFields.text(request, member).stream())
                        .findFirst()
                        .orElse("*"));
        };
    }

    /** What gets the tags of a request that makes something: a listener is none of the resources that the request names. */
    private static Stream<String> tagged(RequestContext context, String operation, SdkPojo request) {
        Stream<String> resources = resources(context, operation, request);
        return operation.equals("CreateListener")
                ? resources.map(balancer -> balancer.replace(":loadbalancer/", ":listener/") + "/*")
                : resources;
    }

    /** What the ARN of a balancer that a request makes has before the name. */
    private static String prefix(SdkPojo request) {
        return isGateway(request) ? LoadBalancer.Type.GATEWAY.prefix() : LoadBalancer.Type.NETWORK.prefix();
    }

    private static boolean isGateway(SdkPojo request) {
        return RequestFields.text(request, "Type")
                .filter(LoadBalancer.Type.GATEWAY.wireName()::equals)
                .isPresent();
    }

    private static String made(RequestContext context, String resource) {
        return Arn.of(SERVICE, context.scope(), resource).toString();
    }

    private static Tags tags(Snapshot snapshot, RequestContext context, String resource) {
        Optional<Arn> arn = Arn.parse(resource);
        return Stream.of(LoadBalancer.class, Listener.class, TargetGroup.class)
                .flatMap(kind -> arn.stream()
                        .map(parsed ->
                                parsed.resource().substring(parsed.resource().indexOf('/') + 1))
                        .flatMap(key -> snapshot.find(kind, context.scope(), key).stream()))
                .map(Entity.class::cast)
                .map(Elbv2Resource.class::cast)
                .filter(found -> found.arn().toString().equals(resource))
                .map(Elbv2Resource::tags)
                .findFirst()
                .orElse(Tags.NONE);
    }

    private static List<String> values(SdkPojo request, Map<String, String> given, String key) {
        return switch (key) {
            case SERVICE + ":scheme" ->
                isGateway(request)
                        ? List.of()
                        : List.of(RequestFields.text(request, "Scheme").orElse("internet-facing"));
            case SERVICE + ":securitygroup" -> RequestFields.texts(request, "SecurityGroups");
            case SERVICE + ":subnet" ->
                Stream.concat(
                                RequestFields.texts(request, "Subnets").stream(),
                                RequestFields.structures(request, "SubnetMappings").stream()
                                        .flatMap(mapping -> RequestFields.text(mapping, "SubnetId").stream()))
                        .toList();
            case SERVICE + ":listenerprotocol" ->
                RequestFields.text(request, "Protocol").stream().toList();
            case SERVICE + ":securitypolicy" ->
                RequestFields.text(request, "SslPolicy").stream().toList();
            default -> TagConditions.ofRequest(given, key);
        };
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED, decision.deniedText());
    }
}
