package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.model.Change;
import dev.postern.model.ec2.Instance;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.RequestContext;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.storage.Cloud;
import dev.postern.wire.ApiException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;

/** A VPC with a subnet in each of two zones, and Elastic Load Balancing. */
final class BalancerFixture {
    final Ec2Fixture ec2 = new Ec2Fixture();
    final String vpc = ec2.vpc("10.0.0.0/16");
    final String first = subnet("10.0.1.0/24", "us-east-1a");
    final String second = subnet("10.0.2.0/24", "us-east-1b");
    TargetHealth health = TargetHealth.NONE;
    private final ElasticLoadBalancingV2Client elb = new Elbv2Service(ec2.cloud, () -> health);

    String subnet(String cidr, String zone) {
        return ec2.ask(c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock(cidr).availabilityZone(zone)))
                .subnet()
                .subnetId();
    }

    <R> R ask(Function<ElasticLoadBalancingV2Client, R> call) {
        RequestContext context = new RequestContext(
                "req-1",
                new Caller.Root(ec2.account),
                ec2.region,
                new Connection.Public(AddressPlan.INTERNET_CLIENT, true),
                "test",
                ec2.now,
                ec2.ids);
        try {
            return context.call(() -> call.apply(elb));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The error that a call is refused with, as {@code Code: message}; the refusal must have changed nothing. */
    String refusal(Function<ElasticLoadBalancingV2Client, ?> call) {
        long before = ec2.cloud.snapshot().sequence();
        ApiException error = catchThrowableOfType(ApiException.class, () -> ask(call));
        if (error == null || ec2.cloud.snapshot().sequence() != before) {
            throw new AssertionError("the call was not refused, or changed the cloud");
        }
        return error.error().code() + ": " + error.text();
    }

    LoadBalancer create(String name, Consumer<CreateLoadBalancerRequest.Builder> more) {
        return ask(c -> c.createLoadBalancer(r -> {
                    r.name(name).type(LoadBalancerTypeEnum.NETWORK).scheme("internal");
                    more.accept(r);
                }))
                .loadBalancers()
                .getFirst();
    }

    LoadBalancer balancer() {
        return create("web", r -> r.subnets(first, second));
    }

    LoadBalancer gateway(String name, Consumer<CreateLoadBalancerRequest.Builder> more) {
        return ask(c -> c.createLoadBalancer(r -> {
                    r.name(name).type(LoadBalancerTypeEnum.GATEWAY);
                    more.accept(r);
                }))
                .loadBalancers()
                .getFirst();
    }

    /** A group of appliances. */
    String appliances(String name) {
        return group(name, r -> r.protocol(ProtocolEnum.GENEVE).port(6081));
    }

    LoadBalancer describe(String arn) {
        return ask(c -> c.describeLoadBalancers(r -> r.loadBalancerArns(arn)))
                .loadBalancers()
                .getFirst();
    }

    String group(String name, Consumer<CreateTargetGroupRequest.Builder> more) {
        return ask(c -> c.createTargetGroup(r -> {
                    r.name(name).protocol(ProtocolEnum.TCP).port(80).vpcId(vpc);
                    more.accept(r);
                }))
                .targetGroups()
                .getFirst()
                .targetGroupArn();
    }

    String listener(String balancer, int port, String group) {
        return ask(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol(ProtocolEnum.TCP)
                        .port(port)
                        .defaultActions(forward(group))))
                .listeners()
                .getFirst()
                .listenerArn();
    }

    static Action forward(String group) {
        return Action.builder().type("forward").targetGroupArn(group).build();
    }

    /** An instance that runs. */
    String instance(String subnet) {
        String id = ec2.ask(c -> c.runInstances(r -> r.imageId(image())
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet)
                        .instanceType("t3.micro")))
                .instances()
                .getFirst()
                .instanceId();
        become(id, Instance.State.RUNNING);
        return id;
    }

    void become(String id, Instance.State state) {
        ec2.cloud.commit(snapshot -> new Cloud.Outcome<>(
                Change.put(snapshot.find(Instance.class, ec2.scope(), id)
                        .orElseThrow()
                        .withState(state, ec2.now, Optional.empty())),
                true));
    }

    private String image() {
        return ec2.ask(c -> c.describeImages(r -> r.owners("amazon")))
                .images()
                .getFirst()
                .imageId();
    }

    NetworkInterface interfaceIn(String subnet) {
        return interfaceIn(subnet, "network_load_balancer");
    }

    NetworkInterface interfaceIn(String subnet, String type) {
        return ec2.ask(c -> c.describeNetworkInterfaces(r ->
                        r.filters(Ec2Fixture.filter("subnet-id", subnet), Ec2Fixture.filter("interface-type", type))))
                .networkInterfaces()
                .getFirst();
    }

    long interfaces() {
        return ec2.ask(c ->
                        c.describeNetworkInterfaces(r -> r.filters(Ec2Fixture.filter("requester-id", "amazon-elb"))))
                .networkInterfaces()
                .size();
    }

    void pass(Duration later) {
        ec2.pass(new LoadBalancerLife(), later);
        ec2.pass(new LeavingTargets(), later);
    }
}
