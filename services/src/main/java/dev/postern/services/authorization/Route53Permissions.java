package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.model.route53.DnsName;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.VPC;

/**
 * The permissions of Route 53's operations: on the hosted zone or the change that a request names.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html">
 *     Actions, resources, and condition keys for Amazon Route 53</a>
 */
public final class Route53Permissions implements ServicePermissions {
    private static final ServiceAuthorization ROUTE53 = ServiceAuthorization.of("route53");

    @Override
    public String service() {
        return "route53";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        Action action = ROUTE53.action(operation);
        ConditionContext keys = key -> action.canHave(key) ? values(request, key) : List.of();
        List<Check> checks = new ArrayList<>();
        resources(operation, request)
                .forEach(resource -> checks.add(new Check("route53:" + operation, resource, keys)));
        // Who puts a zone into a VPC must be allowed to see that there is one.
        boolean aboutVpc = vpc(request).isPresent() || operation.equals("ListHostedZonesByVPC");
        if (aboutVpc && action.dependents().contains("ec2:DescribeVpcs")) {
            checks.add(Check.of("ec2:DescribeVpcs", "*"));
        }
        return checks;
    }

    private static Stream<String> resources(String operation, SdkPojo request) {
        if (operation.equals("ListTagsForResources")) {
            return RequestFields.texts(request, "ResourceIds").stream().map(id -> arn(tagged(request), id));
        }
        if (operation.equals("GetChange")) {
            return Stream.of(arn("change", RequestFields.text(request, "Id").orElse("")));
        }
        if (operation.equals("ListHostedZonesByName")) {
            return Stream.of("*");
        }
        Optional<String> zone = RequestFields.text(request, "HostedZoneId")
                .or(() -> RequestFields.text(request, "Id"))
                .map(id -> arn("hostedzone", id));
        return Stream.of(zone.or(() -> RequestFields.text(request, "ResourceId").map(id -> arn(tagged(request), id)))
                .orElse("*"));
    }

    private static String tagged(SdkPojo request) {
        return RequestFields.text(request, "ResourceType").orElse("hostedzone");
    }

    private static String arn(String type, String id) {
        return new Arn("aws", "route53", "", "", type + "/" + id.substring(id.lastIndexOf('/') + 1)).toString();
    }

    private static List<String> values(SdkPojo request, String key) {
        return switch (key) {
            case "route53:vpcs" -> vpcKeys(request);
            case "route53:changeresourcerecordsetsnormalizedrecordnames" ->
                changes(request)
                        .map(change -> change.resourceRecordSet().name())
                        .map(name -> DnsName.parse(name).map(DnsName::text).orElse(name))
                        .map(name -> name.replaceFirst("\\.$", ""))
                        .distinct()
                        .toList();
            case "route53:changeresourcerecordsetsrecordtypes" ->
                changes(request)
                        .map(change -> change.resourceRecordSet().typeAsString())
                        .distinct()
                        .toList();
            case "route53:changeresourcerecordsetsactions" ->
                changes(request)
                        .map(software.amazon.awssdk.services.route53.model.Change::actionAsString)
                        .distinct()
                        .toList();
            default -> List.of();
        };
    }

    private static Stream<software.amazon.awssdk.services.route53.model.Change> changes(SdkPojo request) {
        return request instanceof ChangeResourceRecordSetsRequest change
                ? change.changeBatch().changes().stream()
                : Stream.empty();
    }

    private static List<String> vpcKeys(SdkPojo request) {
        Optional<String> named =
                vpc(request).map(vpc -> "VPCId=" + vpc.vpcId() + ",VPCRegion=" + vpc.vpcRegionAsString());
        return named
                .or(() -> RequestFields.text(request, "VPCId")
                        .map(id -> "VPCId=" + id + ",VPCRegion="
                                + RequestFields.text(request, "VPCRegion").orElse("")))
                .stream()
                .toList();
    }

    private static Optional<VPC> vpc(SdkPojo request) {
        return RequestFields.structure(request, "VPC").map(VPC.class::cast);
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED, decision.deniedText());
    }
}
