package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Region;
import dev.postern.model.net.AddressPlan;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** An ElasticMQ that runs on the host is SQS to instances without any way out, by an endpoint and as far as policies let them. */
@Tag("conformance")
final class AttachedQueuesTest extends PrivateCallers {
    private static final String SERVICE = "com.amazonaws.us-east-1.sqs";
    private static final String HOST = "sqs.us-east-1.amazonaws.com";
    private static final String QUEUE = "https://" + HOST + "/000000000000/orders";
    private static final String ORDERS = "arn:aws:sqs:us-east-1:000000000000:orders";
    private static final String NOT_DELETED = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},\
            {"Effect":"Deny","Principal":"*","Action":"sqs:DeleteQueue",\
            "Resource":"arn:aws:sqs:us-east-1:000000000000:orders"}]}""";

    private SQSRestServer elasticMq;
    private int port;

    @BeforeEach
    void attach() throws IOException {
        port = TestingCloud.freePort();
        elasticMq = listening(port);
        Path key = directory.resolve("elasticmq-key");
        Files.writeString(key, "elasticmq:nobody-sees-this\n");
        assertThat(postern(
                                "service",
                                "attach",
                                SERVICE,
                                "--upstream",
                                "http://127.0.0.1:" + port,
                                "--access-key-file",
                                key.toString())
                        .succeeded())
                .contains(SERVICE + " is http://127.0.0.1:" + port);
    }

    @AfterEach
    void detach() {
        ec2.describeVpcEndpoints().vpcEndpoints().forEach(this::delete);
        postern("service", "detach", SERVICE).succeeded();
        elasticMq.stopAndWait();
    }

    private static SQSRestServer listening(int port) {
        return SQSRestServerBuilder.withInterface("127.0.0.1").withPort(port).start();
    }

    private Finished postern(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", cloud.data().toString()));
        return ChildJvm.run(Map.of(), directory, "dev.postern.cli.Main", command, all.toArray(String[]::new));
    }

    @Test
    void anInstanceSendsAndReceivesByTheEndpointAsFarAsPoliciesLetIt() throws IOException {
        SqsClient sqs = cloud.root().sqs();
        assertThat(sqs.createQueue(create -> create.queueName("orders")).queueUrl())
                .isEqualTo(QUEUE);
        assertThat(send("nobody takes it").exitCode())
                .as("there is no way out, and no endpoint")
                .isNotZero();
        ServiceDetail offered = ec2.describeVpcEndpointServices(describe -> describe.serviceNames(SERVICE))
                .serviceDetails()
                .getFirst();
        assertThat(offered.privateDnsName()).isEqualTo(HOST);
        assertThat(offered.vpcEndpointPolicySupported()).isTrue();
        VpcEndpoint endpoint = endpoint("sqs", more -> more.privateDnsEnabled(true));

        String url = aws(home, "sqs", "get-queue-url", "--queue-name=orders", "--query=QueueUrl", "--output=text")
                .succeeded()
                .strip();
        assertThat(url).isEqualTo(QUEUE);
        assertThat(resolved(home, "v4", HOST)).containsExactlyInAnyOrderElementsOf(addresses(endpoint));
        send("hello").succeeded();
        assertThat(aws(
                                home,
                                "sqs",
                                "receive-message",
                                "--queue-url=" + url,
                                "--query=Messages[0].Body",
                                "--output=text")
                        .succeeded()
                        .strip())
                .isEqualTo("hello");

        modify(endpoint, change -> change.policyDocument(NOT_DELETED));
        Finished refused = aws(home, "sqs", "delete-queue", "--queue-url=" + url);
        assertThat(refused.errors())
                .contains("AccessDenied")
                .contains("sqs:deletequeue on resource: " + ORDERS)
                .contains("explicit deny in a VPC endpoint policy");
        assertThat(cloud.printed("why", Map.of("from", home.instance(), "what", "sqs:DeleteQueue", "resource", ORDERS)))
                .contains("DENIED")
                .contains(endpoint.vpcEndpointId());
        assertThat(why(home, "sqs:SendMessage")).contains("ALLOWED");
        send("still there").succeeded();

        assertThat(postern("service", "detach", SERVICE).errors())
                .contains(endpoint.vpcEndpointId())
                .contains("aws ec2 delete-vpc-endpoints --region us-east-1 --vpc-endpoint-ids");
        cloud.restart();
        Await.until(
                "the instance runs again",
                PATIENCE,
                () -> cloud.instance(home.instance())
                        .path("reachability")
                        .asText()
                        .equals("passed"));
        send("after a restart").succeeded();
        assertThat(postern("service", "list").succeeded()).contains(SERVICE);
        assertThat(cloud.status().toString()).doesNotContain("nobody-sees-this");

        goneAndBack();
    }

    private void goneAndBack() {
        elasticMq.stopAndWait();
        assertThat(send("lost").errors()).contains("ServiceUnavailable");
        assertThat(postern("status").succeeded()).contains("ATTACHED_SERVICE_FAILS " + SERVICE);
        elasticMq = listening(port);
        Await.until(
                "the problem is over",
                PATIENCE,
                () -> !postern("status").succeeded().contains("ATTACHED_SERVICE_FAILS"));
    }

    private Finished send(String body) {
        return aws(home, "sqs", "send-message", "--queue-url=" + QUEUE, "--message-body=" + body);
    }

    @Test
    void theSdkOnTheHostIsJudgedToo() {
        SqsClient sqs = cloud.root().sqs();
        String url = sqs.createQueue(create -> create.queueName("orders")).queueUrl();
        sqs.sendMessage(send -> send.queueUrl(url).messageBody("one"));
        sqs.sendMessageBatch(send -> send.queueUrl(url).entries(List.of(entry("two"), entry("three"))));
        List<String> bodies =
                sqs.receiveMessage(receive -> receive.queueUrl(url).maxNumberOfMessages(10)).messages().stream()
                        .map(Message::body)
                        .toList();
        assertThat(bodies).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(sqs.listQueues().queueUrls()).containsExactly(QUEUE);
        assertThat(sqs.getQueueAttributes(get -> get.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes())
                .containsEntry(QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:us-east-1:000000000000:orders");
        sqs.createQueue(create -> create.queueName("dead"));
        sqs.setQueueAttributes(
                set -> set.queueUrl(url)
                        .attributes(
                                Map.of(
                                        QueueAttributeName.REDRIVE_POLICY,
                                        "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:dead\",\"maxReceiveCount\":3}")));
        assertThat(sqs.getQueueAttributes(get -> get.queueUrl(url).attributeNames(QueueAttributeName.REDRIVE_POLICY))
                        .attributes()
                        .toString())
                .contains("arn:aws:sqs:us-east-1:000000000000:dead");
        assertThatThrownBy(() -> sqs.getQueueUrl(get -> get.queueName("nothing")))
                .isInstanceOf(QueueDoesNotExistException.class);

        try (Clients limited = cloud.as(user("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:ReceiveMessage",\
                "Resource":"arn:aws:sqs:us-east-1:000000000000:orders"}}"""))) {
            limited.sqs().receiveMessage(receive -> receive.queueUrl(url));
            assertThatThrownBy(() ->
                            limited.sqs().sendMessage(send -> send.queueUrl(url).messageBody("no")))
                    .isInstanceOfSatisfying(SqsException.class, error -> {
                        assertThat(error.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                        assertThat(error.awsErrorDetails().errorMessage())
                                .contains("no identity-based policy allows the sqs:sendmessage action");
                    });
        }
    }

    @Test
    void aQueuesPolicyAdmitsItsEndpointAlone() throws IOException {
        SqsClient sqs = cloud.root().sqs();
        sqs.createQueue(create -> create.queueName("orders"));
        VpcEndpoint endpoint = endpoint("sqs", more -> more.privateDnsEnabled(true));
        sqs.setQueueAttributes(set -> set.queueUrl(QUEUE)
                .attributes(Map.of(QueueAttributeName.POLICY, """
                {"Version":"2012-10-17","Statement":{"Sid":"Door","Effect":"Deny","Principal":"*","Action":["sqs:SendMessage",\
                "sqs:ReceiveMessage"],"Resource":"%s","Condition":{"StringNotEquals":{"aws:SourceVpce":"%s"}}}}""".formatted(ORDERS, endpoint.vpcEndpointId()))));
        assertThat(sqs.getQueueAttributes(get -> get.queueUrl(QUEUE).attributeNames(QueueAttributeName.ALL))
                        .attributes())
                .containsKeys(QueueAttributeName.POLICY, QueueAttributeName.QUEUE_ARN);
        assertThatThrownBy(() -> sqs.sendMessage(send -> send.queueUrl(QUEUE).messageBody("from the host")))
                .hasMessageContaining("with an explicit deny in a resource-based policy");
        send("from behind the endpoint").succeeded();
        assertThat(cloud.printed("why", Map.of("from", home.instance(), "what", "sqs:SendMessage", "resource", ORDERS)))
                .contains("ALLOWED");
        cloud.restart();
        assertThatThrownBy(() -> cloud.root().sqs().receiveMessage(receive -> receive.queueUrl(QUEUE)))
                .as("the policy is kept")
                .hasMessageContaining("with an explicit deny in a resource-based policy");
    }

    @Test
    void aQueueHearsOfConnectionsAsFarAsItsPolicyLetsSnsSend() {
        Clients root = cloud.root();
        root.sqs().createQueue(create -> create.queueName("news"));
        String queue = ORDERS.replace("orders", "news");
        String url = QUEUE.replace("orders", "news");
        String topic =
                root.sns().createTopic(create -> create.name("connections")).topicArn();
        String subscription = root.sns()
                .subscribe(
                        subscribe -> subscribe.topicArn(topic).protocol("sqs").endpoint(queue))
                .subscriptionArn();
        assertThat(subscription).startsWith(topic + ":");
        root.sns().publish(publish -> publish.topicArn(topic).message("nobody lets it"));
        root.sqs()
                .setQueueAttributes(set ->
                        set.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},\
                "Action":"sqs:SendMessage","Resource":"%s","Condition":{"ArnEquals":{"aws:SourceArn":"%s"}}}}""".formatted(queue, topic))));
        root.sns()
                .setTopicAttributes(
                        set -> set.topicArn(topic).attributeName("Policy").attributeValue("""
                {"Statement":{"Effect":"Allow","Principal":{"Service":"vpce.amazonaws.com"},"Action":"SNS:Publish",\
                "Resource":"%s"}}""".formatted(topic)));
        ServiceConfiguration offered = SnsTest.service(root);
        ec2.createVpcEndpointConnectionNotification(create -> create.serviceId(offered.serviceId())
                .connectionNotificationArn(topic)
                .connectionEvents("Connect"));
        String endpoint = ec2.createVpcEndpoint(create -> create.vpcId(home.vpc())
                        .vpcEndpointType("Interface")
                        .serviceName(offered.serviceName())
                        .subnetIds(home.first()))
                .vpcEndpoint()
                .vpcEndpointId();
        List<String> bodies = new ArrayList<>();
        Await.until("the queue has the news", PATIENCE, () -> {
            root.sqs()
                    .receiveMessage(receive -> receive.queueUrl(url).waitTimeSeconds(1))
                    .messages()
                    .forEach(message -> bodies.add(message.body()));
            return !bodies.isEmpty();
        });
        assertThat(bodies)
                .singleElement()
                .satisfies(body -> assertThat(body)
                        .contains("VPC Endpoint Connection Notification: Connect")
                        .contains(endpoint)
                        .doesNotContain("nobody lets it"));
    }

    @Test
    void itsPublicDoorIsItsHostName() {
        cloud.root().sqs().createQueue(create -> create.queueName("orders"));
        List<String> words = List.of(
                "curl",
                "--silent",
                "--show-error",
                "--proxy",
                cloud.endpoint().toString(),
                "--connect-to",
                HOST + ":443:" + AddressPlan.address("sqs", Region.US_EAST_1) + ":443",
                "--cacert",
                cloud.data().resolve("ca/ca.pem").toString(),
                "--aws-sigv4",
                "aws:amz:us-east-1:sqs",
                "--user",
                "test:test",
                "--data",
                "Action=GetQueueUrl&QueueName=orders&Version=2012-11-05",
                "https://" + HOST + "/");
        assertThat(Finished.run(Map.of(), directory, words).succeeded())
                .as("by the query protocol")
                .contains("<QueueUrl>" + QUEUE + "</QueueUrl>");
    }

    private static SendMessageBatchRequestEntry entry(String body) {
        return SendMessageBatchRequestEntry.builder().id(body).messageBody(body).build();
    }

    private AwsBasicCredentials user(String policy) {
        IamClient iam = cloud.root().iam();
        iam.createUser(create -> create.userName("limited"));
        iam.putUserPolicy(put -> put.userName("limited").policyName("p").policyDocument(policy));
        AccessKey key =
                iam.createAccessKey(create -> create.userName("limited")).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    @Test
    void whatCannotBeAttachedIsRefusedByName() {
        String upstream = "http://127.0.0.1:" + port;
        assertThat(postern("service", "attach", "com.amazonaws.us-east-1.sns", "--upstream", upstream)
                        .errors())
                .contains("Postern itself serves sns");
        assertThat(postern("service", "attach", "com.amazonaws.us-east-1.lambda", "--upstream", upstream)
                        .errors())
                .contains("no server can be attached for lambda");
        assertThat(postern("service", "attach", "com.amazonaws.us-east-1.nothing", "--upstream", upstream)
                        .errors())
                .contains("AWS has no service nothing");
        assertThat(postern("service", "attach", "com.amazonaws.nowhere-1.sqs", "--upstream", upstream)
                        .errors())
                .contains("there is no Region nowhere-1");
        assertThat(postern("service", "attach", SERVICE, "--upstream", "ftp://127.0.0.1")
                        .errors())
                .contains("of the form http://HOST:PORT");
        assertThat(postern("service", "attach", SERVICE, "--upstream", "http://localhost:" + cloud.port())
                        .errors())
                .contains("is this cloud itself");
        assertThat(postern("service", "detach", "com.amazonaws.us-east-1.kms").errors())
                .contains("no server is attached for com.amazonaws.us-east-1.kms");
    }
}
