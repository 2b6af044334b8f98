package dev.postern.services.authorization;

import dev.postern.model.iam.Role;
import java.util.Map;
import java.util.Optional;

/**
 * The roles that AWS's services have in an account, of those services for which tools make them.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html">AWS services that
 *     work with IAM</a>
 */
public final class ServiceLinkedRoles {
    /**
     * What is the same of a service's roles in every account.
     *
     * @param suffixed whether there may be several, each with a suffix
     */
    public record Template(String role, String policy, boolean suffixed) {
        public String policyArn() {
            return "arn:aws:iam::aws:policy" + Role.SERVICE_LINKED_PATH + policy;
        }
    }

    private static final Map<String, Template> TEMPLATES = Map.ofEntries(
            of("autoscaling", "AutoScaling", "AutoScalingServiceRolePolicy", true),
            of("config", "Config", "AWSConfigServiceRolePolicy", false),
            of("ec2fleet", "EC2Fleet", "AWSEC2FleetServiceRolePolicy", false),
            of("ecs", "ECS", "AmazonECSServiceRolePolicy", false),
            of("eks", "AmazonEKS", "AmazonEKSServiceRolePolicy", false),
            of("eks-nodegroup", "AmazonEKSNodegroup", "AWSServiceRoleForAmazonEKSNodegroup", false),
            of("elasticache", "ElastiCache", "ElastiCacheServiceRolePolicy", false),
            of("elasticloadbalancing", "ElasticLoadBalancing", "AWSElasticLoadBalancingServiceRolePolicy", false),
            of("opensearchservice", "AmazonOpenSearchService", "AmazonOpenSearchServiceRolePolicy", false),
            of("ops.apigateway", "APIGateway", "APIGatewayServiceRolePolicy", false),
            of("organizations", "Organizations", "AWSOrganizationsServiceTrustPolicy", false),
            of("rds", "RDS", "AmazonRDSServiceRolePolicy", false),
            of("replicator.lambda", "LambdaReplicator", "AWSLambdaReplicator", false),
            of("spot", "EC2Spot", "AWSEC2SpotServiceRolePolicy", false),
            of("spotfleet", "EC2SpotFleet", "AWSEC2SpotFleetServiceRolePolicy", false),
            of("ssm", "AmazonSSM", "AmazonSSMServiceRolePolicy", false),
            of("transitgateway", "VPCTransitGateway", "AWSVPCTransitGatewayServiceRolePolicy", false));

    private ServiceLinkedRoles() {}

    /** The path of a service's roles. */
    public static String path(String service) {
        return Role.SERVICE_LINKED_PATH + service + "/";
    }

    private static Map.Entry<String, Template> of(String service, String role, String policy, boolean suffixed) {
        return Map.entry(service + ".amazonaws.com", new Template("AWSServiceRoleFor" + role, policy, suffixed));
    }

    /** The template of a service's role, by the service's name as {@code ecs.amazonaws.com}. */
    public static Optional<Template> find(String service) {
        return Optional.ofNullable(TEMPLATES.get(service));
    }

    public static String name(Template template, Optional<String> suffix) {
        return template.role() + suffix.map(text -> "_" + text).orElse("");
    }

    /** Who may assume the role: the service alone. */
    public static String trust(String service) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\""
                + service + "\"},\"Action\":\"sts:AssumeRole\"}]}";
    }
}
