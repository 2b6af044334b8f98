package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testkit.Await;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerSchemeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;

/** A subscriber on an instance: asked, agreeing by the URL that it was sent, and told what is published, with a signature that is right. */
@Tag("conformance")
final class SnsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Keeps each request in a file of its own, the head before the body. */
    private static final String SUBSCRIBER = """
            import http.server
            n = 0
            class Inbox(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    global n
                    body = self.rfile.read(int(self.headers['Content-Length']))
                    name = '/root/inbox-%d' % n
                    with open(name + '.head', 'w') as f: f.write(self.path + '\\n' + str(self.headers))
                    with open(name + '.part', 'wb') as f: f.write(body)
                    import os
                    os.rename(name + '.part', name)
                    n += 1
                    self.send_response(200); self.send_header('Content-Length', '0'); self.end_headers()
                def log_message(self, *a): pass
            http.server.ThreadingHTTPServer(('0.0.0.0', 8080), Inbox).serve_forever()
            """;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void tellsASubscriberOnAnInstance() throws Exception {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            String address = subscriber(cloud);
            Clients root = cloud.root();
            String topic = root.sns().createTopic(r -> r.name("news")).topicArn();
            String subscription = root.sns()
                    .subscribe(r -> r.topicArn(topic)
                            .protocol("http")
                            .endpoint("http://" + address + ":8080/in?a=b")
                            .returnSubscriptionArn(true))
                    .subscriptionArn();
            JsonNode asked = inbox(cloud, 0);
            assertThat(shell(cloud, "cat /root/inbox-0.head"))
                    .startsWith("/in?a=b")
                    .contains("x-amz-sns-message-type: SubscriptionConfirmation")
                    .contains("User-Agent: Amazon Simple Notification Service Agent");
            assertThat(asked.path("TopicArn").asText()).isEqualTo(topic);
            assertThat(shell(cloud, "curl -sS '" + asked.path("SubscribeURL").asText() + "'"))
                    .contains("<SubscriptionArn>" + subscription + "</SubscriptionArn>");
            root.sns().publish(r -> r.topicArn(topic).subject("hello").message("is anybody there?"));
            JsonNode told = inbox(cloud, 1);
            assertThat(told.path("Message").asText()).isEqualTo("is anybody there?");
            assertThat(told.path("Type").asText()).isEqualTo("Notification");
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(shell(
                                    cloud,
                                    "curl -sS '" + told.path("SigningCertURL").asText() + "'")
                            .getBytes(StandardCharsets.US_ASCII)));
            Signature signature = Signature.getInstance("SHA1withRSA");
            signature.initVerify(certificate.getPublicKey());
            signature.update(("Message\nis anybody there?\nMessageId\n"
                            + told.path("MessageId").asText() + "\nSubject\nhello\nTimestamp\n"
                            + told.path("Timestamp").asText() + "\nTopicArn\n" + topic + "\nType\nNotification\n")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(signature.verify(
                            Base64.getDecoder().decode(told.path("Signature").asText())))
                    .isTrue();
            assertThat(shell(cloud, "curl -sS '" + told.path("UnsubscribeURL").asText() + "'"))
                    .contains("UnsubscribeResponse");
            assertThat(root.sns()
                            .listSubscriptionsByTopic(r -> r.topicArn(topic))
                            .subscriptions())
                    .isEmpty();
        }
    }

    @Test
    void tellsASubscriberWhatBecomesOfConnections() throws Exception {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            String address = subscriber(cloud);
            Clients root = cloud.root();
            String topic = root.sns().createTopic(r -> r.name("news")).topicArn();
            root.sns().subscribe(r -> r.topicArn(topic).protocol("http").endpoint("http://" + address + ":8080/"));
            String token = inbox(cloud, 0).path("Token").asText();
            root.sns().confirmSubscription(r -> r.topicArn(topic).token(token));
            Ec2Client ec2 = root.ec2();
            ServiceConfiguration service = service(root);
            String id = service.serviceId();
            root.sns()
                    .setTopicAttributes(
                            r -> r.topicArn(topic).attributeName("Policy").attributeValue("""
                    {"Statement":[{"Effect":"Allow","Principal":{"Service":"vpce.amazonaws.com"},"Action":"SNS:Publish",\
                    "Resource":"%s","Condition":{"ArnLike":{"aws:SourceArn":\
                    "arn:aws:ec2:us-east-1:000000000000:vpc-endpoint-service/%s"},\
                    "StringEquals":{"aws:SourceAccount":"000000000000"}}}]}""".formatted(topic, id)));
            ec2.createVpcEndpointConnectionNotification(r -> r.serviceId(id)
                    .connectionNotificationArn(topic)
                    .connectionEvents("Connect", "Accept", "Reject", "Delete"));

            String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
            String subnet = subnet(ec2, vpc);
            String endpoint = ec2.createVpcEndpoint(r -> r.vpcId(vpc)
                            .vpcEndpointType("Interface")
                            .serviceName(service.serviceName())
                            .subnetIds(subnet))
                    .vpcEndpoint()
                    .vpcEndpointId();
            assertThat(told(cloud, 1)).isEqualTo("Connect " + endpoint + " " + service.serviceName());
            ec2.acceptVpcEndpointConnections(r -> r.serviceId(id).vpcEndpointIds(endpoint));
            assertThat(told(cloud, 2)).isEqualTo("Accept " + endpoint + " " + service.serviceName());
            ec2.rejectVpcEndpointConnections(r -> r.serviceId(id).vpcEndpointIds(endpoint));
            assertThat(told(cloud, 3)).isEqualTo("Reject " + endpoint + " " + service.serviceName());
            ec2.deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint));
            assertThat(told(cloud, 4)).isEqualTo("Delete " + endpoint + " " + service.serviceName());
        }
    }

    /** Behind a balancer in a VPC of its own; its owner accepts who connects. */
    static ServiceConfiguration service(Clients root) {
        String vpc = root.ec2().createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String subnet = subnet(root.ec2(), vpc);
        String balancer = root.elb()
                .createLoadBalancer(r -> r.name("shop")
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .scheme(LoadBalancerSchemeEnum.INTERNAL)
                        .subnets(subnet))
                .loadBalancers()
                .getFirst()
                .loadBalancerArn();
        return root.ec2()
                .createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(balancer))
                .serviceConfiguration();
    }

    private static String subnet(Ec2Client ec2, String vpc) {
        return ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24").availabilityZone("us-east-1a"))
                .subnet()
                .subnetId();
    }

    /** What a notification says: the event, and of which endpoint and service. */
    private String told(TestingCloud cloud, int number) throws Exception {
        JsonNode message = JSON.readTree(inbox(cloud, number).path("Message").asText());
        return message.path("event").asText() + " "
                + message.path("vpcEndpointId").asText() + " "
                + message.path("serviceName").asText();
    }

    private String subscriber(TestingCloud cloud) {
        Ec2Client ec2 = cloud.root().ec2();
        String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String subnet = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .subnet()
                .subnetId();
        String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
        ec2.attachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
        String table = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
        ec2.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
        ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet));
        String group = ec2.createSecurityGroup(
                        r -> r.vpcId(vpc).groupName("web").description("8080"))
                .groupId();
        ec2.authorizeSecurityGroupIngress(r ->
                r.groupId(group).ipProtocol("tcp").fromPort(8080).toPort(8080).cidrIp("0.0.0.0/0"));
        String image =
                ec2.describeImages(r -> r.owners("amazon")).images().getFirst().imageId();
        String instance = ec2.runInstances(r -> r.imageId(image)
                        .instanceType(InstanceType.T3_MICRO)
                        .minCount(1)
                        .maxCount(1)
                        .networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                                .deviceIndex(0)
                                .subnetId(subnet)
                                .groups(group)
                                .associatePublicIpAddress(true)
                                .build()))
                .instances()
                .getFirst()
                .instanceId();
        Clients.waiter(ec2).waitUntilInstanceRunning(r -> r.instanceIds(instance));
        cloud.write(instance, directory, "/root/inbox.py", SUBSCRIBER);
        shell(cloud, "setsid python3 /root/inbox.py >/dev/null 2>&1 </dev/null &");
        return ec2.describeInstances(r -> r.instanceIds(instance))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .publicIpAddress();
    }

    private JsonNode inbox(TestingCloud cloud, int number) throws Exception {
        String file = "/root/inbox-" + number;
        Await.until(
                "message " + number,
                Duration.ofSeconds(30),
                () -> shell(cloud, "test -f " + file + " && echo there").equals("there"));
        return JSON.readTree(shell(cloud, "cat " + file));
    }

    /** What a command prints on the only instance. */
    private String shell(TestingCloud cloud, String script) {
        JsonNode instance = cloud.status().path("instances").get(0);
        Finished finished = TestingCloud.exec(instance, directory, "sh", "-c", script);
        return finished.output().strip();
    }
}
