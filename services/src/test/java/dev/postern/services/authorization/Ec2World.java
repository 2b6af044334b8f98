package dev.postern.services.authorization;

import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.services.ec2.Ec2Service;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.ec2.flowlogs.FlowLogDelivery;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** One of each of EC2's nouns on which policies are tried. */
final class Ec2World {
    static final String MINE = "arn:aws:ec2:us-east-1:111122223333:";
    static final String SERVICE = "vpce-svc-0123456789abcdef0";
    static final String PROFILE = "arn:aws:iam::111122223333:instance-profile/profile";

    private final TestAccount account;
    private final Ec2Service ec2;

    final String image;
    final String defaultSubnet;
    final String vpc;
    final String subnet;
    final String table;
    final String acl;
    final String group;
    final String igw;
    final String eni;
    final AllocateAddressResponse address;
    final String options;
    final String peering;
    final String endpoint;
    final String nat;
    final String template;
    final String instance;
    final String volume;

    Ec2World(TestAccount account) {
        this.account = account;
        this.ec2 = new Ec2Service(
                account.cloud(),
                new Host("x86_64", id -> Optional.empty(), id -> true, new SecureRandom()),
                Quotas.DEFAULTS,
                FlowLogDelivery.UNDISTURBED);
        image = ask(c -> c.describeImages(r -> r.owners("amazon")))
                .images()
                .getFirst()
                .imageId();
        ask(Ec2Client::createDefaultVpc);
        defaultSubnet = ask(c -> c.describeSubnets(r -> r.filters(filter("availability-zone", "us-east-1a"))))
                .subnets()
                .getFirst()
                .subnetId();
        vpc = ask(c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16").tagSpecifications(red(ResourceType.VPC))))
                .vpc()
                .vpcId();
        subnet = ask(c -> c.createSubnet(
                        r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24").availabilityZone("us-east-1b")))
                .subnet()
                .subnetId();
        table = ask(c -> c.createRouteTable(r -> r.vpcId(vpc))).routeTable().routeTableId();
        acl = ask(c -> c.createNetworkAcl(r -> r.vpcId(vpc))).networkAcl().networkAclId();
        group = ask(c -> c.createSecurityGroup(r -> r.vpcId(vpc).groupName("g").description("g")))
                .groupId();
        igw = ask(Ec2Client::createInternetGateway).internetGateway().internetGatewayId();
        eni = ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
                .networkInterface()
                .networkInterfaceId();
        address = ask(Ec2Client::allocateAddress);
        NewDhcpConfiguration domain = NewDhcpConfiguration.builder()
                .key("domain-name")
                .values("corp.internal")
                .build();
        options = ask(c -> c.createDhcpOptions(r -> r.dhcpConfigurations(domain)))
                .dhcpOptions()
                .dhcpOptionsId();
        peering = ask(c -> c.createVpcPeeringConnection(r -> r.vpcId(vpc).peerVpcId(defaultVpc())))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
        endpoint = ask(c -> c.createVpcEndpoint(r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3")))
                .vpcEndpoint()
                .vpcEndpointId();
        nat = ask(c -> c.createNatGateway(r -> r.subnetId(subnet).connectivityType("private")))
                .natGateway()
                .natGatewayId();
        template = ask(c -> c.createLaunchTemplate(
                        r -> r.launchTemplateName("web").launchTemplateData(d -> d.imageId(image))))
                .launchTemplate()
                .launchTemplateId();
        ask(c -> c.createKeyPair(r -> r.keyName("key").keyType("ed25519")));
        account.asRoot(() -> account.iam().createInstanceProfile(r -> r.instanceProfileName("profile")));
        account.commit(Change.put(service()));
        instance = ask(c -> c.runInstances(r -> r.imageId(image)
                        .instanceType("t3.micro")
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet)))
                .instances()
                .getFirst()
                .instanceId();
        volume = ask(Ec2Client::describeVolumes).volumes().getFirst().volumeId();
    }

    private String defaultVpc() {
        return ask(c -> c.describeVpcs(r -> r.filters(filter("is-default", "true"))))
                .vpcs()
                .getFirst()
                .vpcId();
    }

    private static EndpointService service() {
        return new EndpointService(
                new Scope(TestAccount.ACCOUNT, Region.US_EAST_1),
                new EndpointServiceId(SERVICE),
                EndpointService.State.AVAILABLE,
                new EndpointService.Terms(true, List.of("arn:nlb"), List.of(), List.of(), List.of()),
                false,
                Optional.empty(),
                TestAccount.NOW,
                Tags.NONE);
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private <R> R ask(Function<Ec2Client, R> call) {
        return account.asRoot(() -> call.apply(ec2));
    }

    Ec2Service ec2() {
        return ec2;
    }

    /** That all of a type are tagged. */
    static TagSpecification red(ResourceType type) {
        return TagSpecification.builder()
                .resourceType(type)
                .tags(Tag.builder().key("Team").value("red").build())
                .build();
    }
}
