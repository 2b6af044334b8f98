package dev.postern.services.sns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.attached.AttachedService.UpstreamKey;
import dev.postern.model.request.Caller;
import dev.postern.services.authorization.TestAccount;
import dev.postern.storage.Cloud.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** Queues of a server that is attached for SQS are subscribers: those of the one who subscribes them at once, others when they agree. */
final class QueueSubscriptionsTest {
    private static final String TOPIC = "arn:aws:sns:us-east-1:111122223333:news";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:111122223333:inbox";

    private final TestAccount account = new TestAccount();
    private final List<QueueMessage> sent = new ArrayList<>();
    private final SnsService sns = new SnsService(
            account.cloud(), mail -> mail.forEach(one -> sent.add((QueueMessage) one)), SnsServiceTest.SIGNER);

    @BeforeEach
    void attach() {
        AttachedService server = new AttachedService(
                "sqs",
                Region.US_EAST_1,
                new AccountId("111122223333"),
                "http://127.0.0.1:1",
                UpstreamKey.USUAL,
                Instant.EPOCH);
        account.cloud().commit(snapshot -> new Outcome<>(Change.put(server), server));
        account.asRoot(() -> sns.createTopic(r -> r.name("news")));
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void aQueueOfTheCallersOwnAgreesByThat() throws Exception {
        String arn = subscribe(Map.of());
        assertThat(arn).startsWith(TOPIC + ":");
        assertThat(sent).as("it is not asked").isEmpty();
        assertThat(account.asRoot(() -> sns.getSubscriptionAttributes(r -> r.subscriptionArn(arn)))
                        .attributes())
                .containsEntry("Protocol", "sqs")
                .containsEntry("Endpoint", QUEUE)
                .containsEntry("PendingConfirmation", "false")
                .containsEntry("ConfirmationWasAuthenticated", "true");
        publish();
        QueueMessage message = sent.getFirst();
        assertThat(message.queue()).hasToString(QUEUE);
        assertThat(message.sender().source()).isEqualTo(TOPIC);
        assertThat(message.attributes()).isEmpty();
        JsonNode body = new ObjectMapper().readTree(message.body());
        assertThat(body.path("Type").asText()).isEqualTo("Notification");
        assertThat(body.path("Message").asText()).isEqualTo("hello");
        assertThat(body.path("MessageAttributes").path("kind").path("Value").asText())
                .isEqualTo("greeting");
        assertThat(account.errorAs(new Caller.Anonymous(), () -> sns.unsubscribe(r -> r.subscriptionArn(arn))))
                .as("nobody ends it by the URL alone")
                .isEqualTo("AuthorizationError: Not authorized");
    }

    @Test
    void rawItGetsTheMessageAndItsAttributes() {
        subscribe(Map.of("RawMessageDelivery", "true"));
        publish();
        assertThat(sent).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("hello");
            assertThat(message.attributes()).containsEntry("kind", new Attribute("String", "greeting"));
        });
    }

    @Test
    void aQueueOfAnotherAccountIsAskedFirst() {
        Caller other = new Caller.Root(new AccountId("444455556666"));
        String arn = account.as(
                        other,
                        () -> sns.subscribe(r -> r.topicArn(TOPIC)
                                .protocol("sqs")
                                .endpoint(QUEUE)
                                .returnSubscriptionArn(true)))
                .subscriptionArn();
        assertThat(sent)
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains("SubscriptionConfirmation"));
        assertThat(account.as(other, () -> sns.getSubscriptionAttributes(r -> r.subscriptionArn(arn)))
                        .attributes())
                .containsEntry("PendingConfirmation", "true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arn:aws:sqs:q | SQS endpoint ARN",
                "https://sqs.us-east-1.amazonaws.com/111122223333/inbox | SQS endpoint ARN",
                "arn:aws:sns:us-east-1:111122223333:inbox | SQS endpoint ARN",
                "arn:aws:sqs:us-east-1:111122223333:a/b | SQS endpoint ARN",
                "arn:aws:sqs:us-east-1:111122223333:inbox.fifo | Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be"
                        + " subscribed to standard SNS topics",
                "arn:aws:sqs:eu-west-1:111122223333:inbox | Endpoint Reason: no server is attached that keeps queues of 111122223333"
                        + " in eu-west-1",
                "arn:aws:sqs:us-east-1:444455556666:inbox | Endpoint Reason: no server is attached that keeps queues of 444455556666"
                        + " in us-east-1"
            })
    void whatIsNoQueueOfAnAttachedServerIsRefused(String endpoint, String reason) {
        assertThat(account.error(() ->
                        sns.subscribe(r -> r.topicArn(TOPIC).protocol("sqs").endpoint(endpoint))))
                .isEqualTo("InvalidParameter: Invalid parameter: " + reason);
    }

    private String subscribe(Map<String, String> attributes) {
        return account.asRoot(() -> sns.subscribe(
                        r -> r.topicArn(TOPIC).protocol("sqs").endpoint(QUEUE).attributes(attributes)))
                .subscriptionArn();
    }

    private void publish() {
        MessageAttributeValue kind = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue("greeting")
                .build();
        account.asRoot(
                () -> sns.publish(r -> r.topicArn(TOPIC).message("hello").messageAttributes(Map.of("kind", kind))));
    }
}
