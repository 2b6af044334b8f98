package dev.postern.conformance;

import static java.util.stream.Collectors.toCollection;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.DhcpOptions;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.KeyPairInfo;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnectionStateReasonCode;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.sns.model.Topic;

/** What accounts have, by its ids, but for what is only still shown: a default VPC and what belongs to it are there from the beginning. */
final class Holdings {
    private Holdings() {}

    static SortedSet<String> of(List<Clients> accounts) {
        return accounts.stream()
                .flatMap(account -> Stream.of(
                        networks(account.ec2()),
                        rules(account.ec2()),
                        doors(account.ec2()),
                        instances(account.ec2()),
                        balancers(account),
                        others(account)))
                .flatMap(found -> found)
                .collect(toCollection(TreeSet::new));
    }

    private static Stream<String> networks(Ec2Client ec2) {
        return Stream.of(
                        ec2.describeVpcs().vpcs().stream().map(Vpc::vpcId),
                        ec2.describeSubnets().subnets().stream().map(Subnet::subnetId),
                        ec2.describeNetworkInterfaces().networkInterfaces().stream()
                                .map(NetworkInterface::networkInterfaceId),
                        ec2.describeAddresses().addresses().stream().map(Address::allocationId),
                        ec2.describeDhcpOptions().dhcpOptions().stream().map(DhcpOptions::dhcpOptionsId))
                .flatMap(found -> found);
    }

    private static Stream<String> rules(Ec2Client ec2) {
        return Stream.of(
                        ec2.describeRouteTables().routeTables().stream().map(RouteTable::routeTableId),
                        ec2.describeSecurityGroups().securityGroups().stream().map(SecurityGroup::groupId),
                        ec2.describeNetworkAcls().networkAcls().stream().map(NetworkAcl::networkAclId),
                        ec2.describeManagedPrefixLists(all -> {}).prefixLists().stream()
                                .map(ManagedPrefixList::prefixListId))
                .flatMap(found -> found);
    }

    private static Stream<String> doors(Ec2Client ec2) {
        return Stream.of(
                        ec2.describeInternetGateways().internetGateways().stream()
                                .map(InternetGateway::internetGatewayId),
                        ec2.describeNatGateways(all -> {}).natGateways().stream()
                                .filter(gateway -> gateway.state() != NatGatewayState.DELETED)
                                .map(gateway -> gateway.natGatewayId()),
                        ec2.describeVpcPeeringConnections().vpcPeeringConnections().stream()
                                .filter(peering ->
                                        peering.status().code() != VpcPeeringConnectionStateReasonCode.DELETED)
                                .map(peering -> peering.vpcPeeringConnectionId()),
                        ec2.describeVpcEndpoints().vpcEndpoints().stream().map(VpcEndpoint::vpcEndpointId),
                        ec2.describeVpcEndpointServiceConfigurations().serviceConfigurations().stream()
                                .map(ServiceConfiguration::serviceId))
                .flatMap(found -> found);
    }

    private static Stream<String> instances(Ec2Client ec2) {
        return Stream.of(
                        ec2.describeInstances().reservations().stream()
                                .flatMap(reservation -> reservation.instances().stream())
                                .filter(instance -> instance.state().name() != InstanceStateName.TERMINATED)
                                .map(instance -> instance.instanceId()),
                        ec2.describeLaunchTemplates(all -> {}).launchTemplates().stream()
                                .map(LaunchTemplate::launchTemplateId),
                        ec2.describeKeyPairs().keyPairs().stream().map(KeyPairInfo::keyPairId))
                .flatMap(found -> found);
    }

    private static Stream<String> balancers(Clients account) {
        return Stream.concat(
                account.elb().describeLoadBalancers().loadBalancers().stream().map(LoadBalancer::loadBalancerArn),
                account.elb().describeTargetGroups().targetGroups().stream().map(TargetGroup::targetGroupArn));
    }

    private static Stream<String> others(Clients account) {
        return Stream.of(
                        account.s3().listBuckets().buckets().stream().map(Bucket::name),
                        account.iam().listRoles().roles().stream().map(Role::arn),
                        account.iam().listGroups().groups().stream().map(Group::arn),
                        account.iam().listInstanceProfiles().instanceProfiles().stream()
                                .map(InstanceProfile::arn),
                        account.route53().listHostedZones().hostedZones().stream()
                                .map(HostedZone::id),
                        account.sns().listTopics().topics().stream().map(Topic::topicArn))
                .flatMap(found -> found);
    }
}
