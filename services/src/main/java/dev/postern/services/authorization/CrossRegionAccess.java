package dev.postern.services.authorization;

import dev.postern.model.ec2.VpcEndpoint;
import java.util.List;

/**
 * Who has an endpoint lead to another Region, or a service be reached from one, needs a permission that is of no operation, on the same
 * endpoint or service. Policies can ask of it for which Regions that is.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region">Cross-Region
 *     access</a>
 */
final class CrossRegionAccess {
    private static final String ACTION = "vpce:AllowMultiRegion";
    private static final String RESOURCES = ":vpc-endpoint";

    private CrossRegionAccess() {}

    /**
     * What an action needs besides what it needs itself.
     *
     * @param own what it needs itself
     */
    static List<Check> needed(Ec2Request request, String action, List<Check> own) {
        if (!isCrossRegion(request, action)) {
            return List.of();
        }
        return own.stream()
                .filter(check -> check.action().equals("ec2:" + action)
                        && check.resource().contains(RESOURCES))
                .map(check -> new Check(ACTION, check.resource(), key -> {
                    List<String> known = check.keys().values(key);
                    return known.isEmpty() ? request.values(key) : known;
                }))
                .toList();
    }

    private static boolean isCrossRegion(Ec2Request request, String action) {
        return switch (action) {
            case "CreateVpcEndpoint" ->
                RequestFields.text(request.asked(), "ServiceRegion")
                        .filter(region ->
                                !region.equals(request.scope().region().name()))
                        .isPresent();
            case "ModifyVpcEndpoint" ->
                RequestFields.text(request.asked(), "VpcEndpointId")
                        .flatMap(id -> request.snapshot().find(VpcEndpoint.class, request.scope(), id))
                        .filter(VpcEndpoint::isCrossRegion)
                        .isPresent();
            case "CreateVpcEndpointServiceConfiguration", "ModifyVpcEndpointServiceConfiguration" ->
                request.isOfferedElsewhere();
            default -> false;
        };
    }
}
