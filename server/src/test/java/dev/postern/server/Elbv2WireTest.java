package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ElasticLoadBalancingV2Exception;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;

/** Elastic Load Balancing by the SDK over the wire: its errors, and what its callers' policies allow. */
final class Elbv2WireTest {
    private static final String ARN = "arn:aws:elasticloadbalancing:us-east-1:000000000000:";
    private static final Tag TAG = Tag.builder().key("team").value("ä + b").build();

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private ElasticLoadBalancingV2Client elb;
    private String subnet;
    private String group;
    private LoadBalancer balancer;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        elb = elb(TestingGateway.ROOT);
        String vpc;
        try (Ec2Client ec2 = Ec2Client.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(TestingGateway.ROOT)
                .build()) {
            vpc = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
            subnet = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.1.0.0/24"))
                    .subnet()
                    .subnetId();
        }
        balancer = create(elb, "web");
        group = elb.createTargetGroup(r -> r.name("targets")
                        .protocol("TCP")
                        .port(80)
                        .targetType("ip")
                        .vpcId(vpc))
                .targetGroups()
                .getFirst()
                .targetGroupArn();
    }

    @AfterEach
    void stop() throws Exception {
        elb.close();
        gateway.close();
    }

    private ElasticLoadBalancingV2Client elb(AwsCredentialsProvider credentials) {
        return ElasticLoadBalancingV2Client.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
    }

    private LoadBalancer create(ElasticLoadBalancingV2Client client, String name) {
        return client.createLoadBalancer(r -> r.name(name)
                        .type("network")
                        .scheme("internal")
                        .subnets(subnet)
                        .tags(TAG))
                .loadBalancers()
                .getFirst();
    }

    private Consumer<CreateListenerRequest.Builder> listener(int port) {
        return r -> r.loadBalancerArn(balancer.loadBalancerArn())
                .protocol("TCP")
                .port(port)
                .defaultActions(
                        Action.builder().type("forward").targetGroupArn(group).build())
                .tags(TAG);
    }

    @Test
    void balancersAndWhatTheyHaveTravelWhole() {
        assertThat(elb.describeLoadBalancers().loadBalancers()).containsExactly(balancer);
        var made = elb.createListener(listener(80)).listeners().getFirst();
        assertThat(elb.describeListeners(r -> r.loadBalancerArn(balancer.loadBalancerArn()))
                        .listeners())
                .containsExactly(made);
        assertThat(elb.describeTags(r -> r.resourceArns(made.listenerArn(), balancer.loadBalancerArn()))
                        .tagDescriptions())
                .hasSize(2)
                .allSatisfy(tags -> assertThat(tags.tags()).containsExactly(TAG));
        elb.registerTargets(r -> r.targetGroupArn(group)
                .targets(TargetDescription.builder().id("10.1.0.9").build()));
        assertThat(elb.describeTargetHealth(r -> r.targetGroupArn(group)).targetHealthDescriptions())
                .extracting(
                        health -> health.target().id() + " " + health.target().port())
                .containsExactly("10.1.0.9 80");
        create(elb, "api");
        assertThat(elb.describeLoadBalancersPaginator(r -> r.pageSize(1)).loadBalancers())
                .extracting(LoadBalancer::loadBalancerName)
                .containsExactly("api", "web");
    }

    @Test
    void errorsAreThoseOfTheService() {
        assertThatThrownBy(() -> elb.describeLoadBalancers(r -> r.names("other")))
                .isInstanceOf(LoadBalancerNotFoundException.class)
                .hasMessageContaining("Load balancers '[other]' not found")
                .hasMessageContaining("400");
        refused(() -> elb.createListener(listener(0)), 400, "ValidationError");
    }

    @Test
    void refusesWhoIsNobodyOrAsksAnother() {
        long before = gateway.commits();
        try (ElasticLoadBalancingV2Client nobody = elb(AnonymousCredentialsProvider.create());
                ElasticLoadBalancingV2Client wrong =
                        elb(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "wrong")))) {
            refused(() -> create(nobody, "x"), 403, "MissingAuthenticationToken");
            refused(() -> create(wrong, "x"), 403, "SignatureDoesNotMatch");
        }
        gateway.setAddressOf("ec2");
        assertThatThrownBy(() -> create(elb, "x"))
                .isInstanceOfSatisfying(
                        ElasticLoadBalancingV2Exception.class,
                        e -> assertThat(e.statusCode()).isEqualTo(401));
        gateway.setAddressOf("elasticloadbalancing");
        assertThat(elb.describeLoadBalancers().loadBalancers()).hasSize(1);
        assertThat(gateway.commits()).isEqualTo(before);
    }

    @Test
    void policiesDecideByWhatIsMadeAndItsTags() {
        String policy = """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Resource":"*",
                  "Action":["elasticloadbalancing:CreateLoadBalancer","elasticloadbalancing:CreateListener"]},
                 {"Effect":"Allow","Action":"elasticloadbalancing:AddTags","Resource":"%slistener/net/web/*",
                  "Condition":{"StringEquals":{"elasticloadbalancing:CreateAction":"CreateListener"}}},
                 {"Effect":"Allow","Action":"elasticloadbalancing:DeleteListener","Resource":"*",
                  "Condition":{"StringEquals":{"aws:ResourceTag/team":"ä + b"}}}]}
                """.formatted(ARN);
        try (ElasticLoadBalancingV2Client limited = elb(gateway.user(policy))) {
            String made =
                    limited.createListener(listener(80)).listeners().getFirst().listenerArn();
            denied(() -> create(limited, "api"), "AddTags on resource: " + ARN + "loadbalancer/net/api/*");
            denied(() -> limited.addTags(r -> r.resourceArns(made).tags(TAG)), "AddTags on resource: " + made);
            denied(limited::describeLoadBalancers, "DescribeLoadBalancers");
            denied(
                    () -> limited.deleteLoadBalancer(r -> r.loadBalancerArn(balancer.loadBalancerArn())),
                    "DeleteLoadBalancer on resource: " + balancer.loadBalancerArn());
            limited.deleteListener(r -> r.listenerArn(made));
            String untagged =
                    elb.createListener(listener(81)).listeners().getFirst().listenerArn();
            elb.removeTags(r -> r.resourceArns(untagged).tagKeys("team"));
            denied(
                    () -> limited.deleteListener(r -> r.listenerArn(untagged)),
                    "DeleteListener on resource: " + untagged);
        }
    }

    @Test
    void policiesTellTypesOfBalancersApart() {
        String policy = """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"elasticloadbalancing:CreateLoadBalancer","Resource":"%1$sloadbalancer/gwy/*",
                  "Condition":{"Null":{"elasticloadbalancing:Scheme":"true"}}},
                 {"Effect":"Allow","Action":"elasticloadbalancing:CreateListener","Resource":"%1$sloadbalancer/gwy/*"},
                 {"Effect":"Allow","Action":"elasticloadbalancing:AddTags","Resource":["%1$sloadbalancer/gwy/*","%1$slistener/gwy/*"]}]}
                """.formatted(ARN);
        String appliances = elb.createTargetGroup(
                        r -> r.name("appliances").protocol("GENEVE").port(6081).vpcId(balancer.vpcId()))
                .targetGroups()
                .getFirst()
                .targetGroupArn();
        try (ElasticLoadBalancingV2Client limited = elb(gateway.user(policy))) {
            LoadBalancer made = limited.createLoadBalancer(r ->
                            r.name("inspect").type("gateway").subnets(subnet).tags(TAG))
                    .loadBalancers()
                    .getFirst();
            assertThat(made.dnsName()).isNull();
            Listener listener = limited.createListener(r -> r.loadBalancerArn(made.loadBalancerArn())
                            .defaultActions(Action.builder()
                                    .type("forward")
                                    .targetGroupArn(appliances)
                                    .build())
                            .tags(TAG))
                    .listeners()
                    .getFirst();
            assertThat(listener.port()).isNull();
            denied(() -> create(limited, "api"), "CreateLoadBalancer on resource: " + ARN + "loadbalancer/net/api/*");
        }
    }

    private static void denied(ThrowingCallable call, String what) {
        refused(call, 403, "AccessDenied");
        assertThatThrownBy(call)
                .hasMessageContaining("is not authorized to perform: elasticloadbalancing:" + what + " because");
    }

    private static void refused(ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ElasticLoadBalancingV2Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }
}
