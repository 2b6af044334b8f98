package dev.postern.services.cloudtrail.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.storage.events.KeptEvent.Named;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The resources that events are about: those that requests and answers name, by the names of the members that do so.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-supported-resource-types.html">Resource
 *     types supported by CloudTrail Event history</a>
 */
final class ResourceNames {
    private static final int NAMES_MAX = 100;

    /** By service and member, as an event names it. */
    private static final Map<String, String> TYPES = new TreeMap<>();

    static {
        add("acm", "AWS::ACM::Certificate", "certificateArn");
        add("cloudtrail", "AWS::CloudTrail::Trail", "trailARN", "trailName", "name");
        add("dynamodb", "AWS::DynamoDB::Table", "tableName", "tableArn");
        add("ec2", "AWS::EC2::Ami", "imageId");
        add("ec2", "AWS::EC2::DHCPOptions", "dhcpOptionsId");
        add("ec2", "AWS::EC2::EIP", "allocationId");
        add("ec2", "AWS::EC2::EgressOnlyInternetGateway", "egressOnlyInternetGatewayId");
        add("ec2", "AWS::EC2::FlowLog", "flowLogId");
        add("ec2", "AWS::EC2::Instance", "instanceId");
        add("ec2", "AWS::EC2::InternetGateway", "internetGatewayId");
        add("ec2", "AWS::EC2::KeyPair", "keyName");
        add("ec2", "AWS::EC2::LaunchTemplate", "launchTemplateId");
        add("ec2", "AWS::EC2::NatGateway", "natGatewayId");
        add("ec2", "AWS::EC2::NetworkAcl", "networkAclId");
        add("ec2", "AWS::EC2::NetworkInterface", "networkInterfaceId");
        add("ec2", "AWS::EC2::PrefixList", "prefixListId");
        add("ec2", "AWS::EC2::RouteTable", "routeTableId");
        add("ec2", "AWS::EC2::SecurityGroup", "groupId");
        add("ec2", "AWS::EC2::Subnet", "subnetId");
        add("ec2", "AWS::EC2::VPC", "vpcId");
        add("ec2", "AWS::EC2::VPCEndpoint", "vpcEndpointId");
        add("ec2", "AWS::EC2::VPCEndpointService", "serviceId");
        add("ec2", "AWS::EC2::VPCPeeringConnection", "vpcPeeringConnectionId");
        add("ec2", "AWS::EC2::Volume", "volumeId");
        add("ec2-instance-connect", "AWS::EC2::Instance", "instanceId");
        add("elasticloadbalancing", "AWS::ElasticLoadBalancingV2::Listener", "listenerArn");
        add("elasticloadbalancing", "AWS::ElasticLoadBalancingV2::LoadBalancer", "loadBalancerArn");
        add("elasticloadbalancing", "AWS::ElasticLoadBalancingV2::TargetGroup", "targetGroupArn");
        add("iam", "AWS::IAM::AccessKey", "accessKeyId");
        add("iam", "AWS::IAM::Group", "groupName");
        add("iam", "AWS::IAM::InstanceProfile", "instanceProfileName");
        add("iam", "AWS::IAM::Policy", "policyArn", "policyName");
        add("iam", "AWS::IAM::Role", "roleName");
        add("iam", "AWS::IAM::User", "userName");
        add("kms", "AWS::KMS::Alias", "aliasName");
        add("kms", "AWS::KMS::Key", "keyId", "targetKeyId");
        add("organizations", "AWS::Organizations::Account", "accountId");
        add("organizations", "AWS::Organizations::OrganizationalUnit", "organizationalUnitId");
        add("organizations", "AWS::Organizations::Policy", "policyId");
        add("route53", "AWS::Route53::HostedZone", "hostedZoneId");
        add("s3", "AWS::S3::Bucket", "bucketName");
        add("sns", "AWS::SNS::Topic", "topicArn");
        add("ssm", "AWS::SSM::Parameter", "name", "names");
        add("sts", "AWS::IAM::Role", "roleArn");
        add("sts", "AWS::STS::AssumedRole", "assumedRoleId");
    }

    private ResourceNames() {}

    private static void add(String service, String type, String... members) {
        for (String member : members) {
            TYPES.put(service + " " + member, type);
            if (member.endsWith("Id") || member.endsWith("Arn")) {
                TYPES.put(service + " " + member + "s", type);
            }
        }
    }

    /** All that a request and an answer name, each once. */
    static List<Named> of(String service, @Nullable JsonNode request, @Nullable JsonNode response) {
        Set<Named> found = new LinkedHashSet<>();
        collect(service, "", request, found);
        collect(service, "", response, found);
        return new ArrayList<>(found).subList(0, Math.min(found.size(), NAMES_MAX));
    }

    private static void collect(String service, String member, @Nullable JsonNode node, Set<Named> found) {
        if (node == null) {
            return;
        }
        if (node.isTextual()) {
            String type = TYPES.get(service + " " + member);
            if (type != null && !node.textValue().equals(Secrets.HIDDEN)) {
                found.add(new Named(type, node.textValue()));
            }
        } else if (node.isArray()) {
            node.forEach(element -> collect(service, member, element, found));
        } else {
            node.properties()
                    .forEach(entry -> collect(
                            service,
                            entry.getKey().equals("items") ? member : entry.getKey(),
                            entry.getValue(),
                            found));
        }
    }
}
