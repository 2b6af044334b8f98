package dev.postern.bench;

import dev.postern.cli.CloudProcess;
import dev.postern.dataplane.linux.Namespace;
import dev.postern.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.SubnetConfiguration;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/** A VPC with one subnet, an instance and interface endpoints, all of the default group. Every one has the same blocks. */
record Consumer(Ec2Client ec2, String vpcId, String subnetId, Namespace instance) {
    /** A service of AWS, and where it answers. */
    static final String STS = "com.amazonaws.us-east-1.sts";

    static final int PORT = 80;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FIRST_ADDRESS = 100;

    /**
     * Makes one.
     *
     * @param zone where it is, which must be one of the services that it is to use
     */
    static Consumer build(CloudProcess cloud, Ec2Client ec2, String image, String zone) {
        String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String subnet = ec2.createSubnet(
                        r -> r.vpcId(vpc).cidrBlock("10.0.2.0/24").availabilityZone(zone))
                .subnet()
                .subnetId();
        Instance instance = ec2.runInstances(r -> r.imageId(image)
                        .instanceType("t3.micro")
                        .subnetId(subnet)
                        .privateIpAddress("10.0.2.10")
                        .minCount(1)
                        .maxCount(1))
                .instances()
                .getFirst();
        String id = instance.instanceId();
        Await.until(
                id + " runs",
                LIMIT,
                () -> ec2.describeInstances(r -> r.instanceIds(id))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .state()
                        .name()
                        .equals(InstanceStateName.RUNNING));
        Path pin = cloud.data().resolve("run/netns").resolve(id);
        return new Consumer(ec2, vpc, subnet, new Namespace(pin));
    }

    /** Words that run a program in the instance's network. */
    List<String> inside() {
        return List.of("nsenter", "--net=" + instance.path());
    }

    /** The address of an endpoint, by its number. */
    static String address(int number) {
        return "10.0.2." + (FIRST_ADDRESS + number);
    }

    /** Asks for an endpoint, and does not wait for it. */
    void connect(String service, int number) {
        ec2.createVpcEndpoint(r -> r.vpcEndpointType(VpcEndpointType.INTERFACE)
                .vpcId(vpcId)
                .serviceName(service)
                .privateDnsEnabled(false)
                .subnetIds(subnetId)
                .subnetConfigurations(SubnetConfiguration.builder()
                        .subnetId(subnetId)
                        .ipv4(address(number))
                        .build()));
    }

    /** Seconds from there to the first byte that answers at the endpoint's address. */
    double answered(String service, int number, int port) throws Exception {
        return asker(number, port).untilAnswered(() -> connect(service, number));
    }

    Asker asker(int number, int port) {
        return new Asker(instance, address(number), port, "sts.us-east-1.amazonaws.com");
    }
}
