package dev.postern.services.sns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.model.request.Caller;
import dev.postern.model.time.InForce;
import dev.postern.services.authorization.TestAccount;
import dev.postern.storage.Cloud.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of a subscription: by its owner for good, by anybody else so that it can be restored. */
class UnsubscribeTest {
    private static final Caller NOBODY = new Caller.Anonymous();
    private static final String ARN = "arn:aws:sns:us-east-1:111122223333:news";
    private static final String URL = "http://198.19.0.1/inbox";

    private final TestAccount account = new TestAccount();
    private final List<Parcel> sent = new ArrayList<>();
    private final SnsService sns =
            new SnsService(account.cloud(), mail -> mail.forEach(one -> sent.add((Parcel) one)), SnsServiceTest.SIGNER);

    @BeforeEach
    void topic() {
        account.asRoot(() -> sns.createTopic(r -> r.name("news")));
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void whatSomebodyElseEndedIsRestoredByItsTokenForTwoDays() throws Exception {
        String token = asked();
        String subscription = agreed(token);
        sent.clear();
        account.as(NOBODY, () -> sns.unsubscribe(r -> r.subscriptionArn(subscription)));
        publish("gone");
        assertThat(sent).hasSize(1);
        tellsOfItsEnd(sent.getFirst(), subscription);
        account.as(NOBODY, () -> sns.unsubscribe(r -> r.subscriptionArn(subscription)));
        assertThat(sent).hasSize(1);
        assertThat(attributes())
                .containsEntry("SubscriptionsDeleted", "1")
                .containsEntry("SubscriptionsConfirmed", "0");
        assertThat(account.asRoot(() -> sns.listSubscriptions()).subscriptions())
                .isEmpty();
        assertThat(agreed(token)).isEqualTo(subscription);
        sent.clear();
        publish("again");
        assertThat(sent).hasSize(1);
        account.as(NOBODY, () -> sns.unsubscribe(r -> r.subscriptionArn(subscription)));
        account.cloud()
                .commit(snapshot -> new Outcome<>(
                        SnsService.FORGOTTEN.pass(snapshot, TestAccount.NOW.plus(Duration.ofDays(2)), InForce.NOTHING),
                        true));
        assertThat(attributes()).containsEntry("SubscriptionsDeleted", "0");
        assertThat(account.errorAs(
                        NOBODY,
                        () -> sns.confirmSubscription(r -> r.topicArn(ARN).token(token))))
                .isEqualTo("InvalidParameter: Invalid parameter: Token");
    }

    @Test
    void whatItsOwnerEndedIsGone() throws Exception {
        String subscription = agreed(asked());
        sent.clear();
        account.asRoot(() -> sns.unsubscribe(r -> r.subscriptionArn(subscription)));
        assertThat(sent).isEmpty();
        assertThat(attributes()).containsEntry("SubscriptionsDeleted", "0");
    }

    @Test
    void whoSubscribesAgainAfterItsEndBeginsAnew() throws Exception {
        String token = asked();
        String subscription = agreed(token);
        account.as(NOBODY, () -> sns.unsubscribe(r -> r.subscriptionArn(subscription)));
        sent.clear();
        assertThat(agreed(asked())).isNotEqualTo(subscription);
        assertThat(account.errorAs(
                        NOBODY,
                        () -> sns.confirmSubscription(r -> r.topicArn(ARN).token(token))))
                .isEqualTo("InvalidParameter: Invalid parameter: Token");
    }

    private static void tellsOfItsEnd(Parcel end, String subscription) throws Exception {
        assertThat(end.url()).isEqualTo(URL);
        assertThat(end.headers())
                .containsEntry("x-amz-sns-message-type", "UnsubscribeConfirmation")
                .containsEntry("x-amz-sns-subscription-arn", subscription);
        JsonNode body = body(end);
        assertThat(body.path("Type").asText()).isEqualTo("UnsubscribeConfirmation");
        assertThat(body.path("Message").asText())
                .isEqualTo("You have chosen to deactivate subscription " + subscription
                        + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in"
                        + " this message.");
        assertThat(body.path("SubscribeURL").asText())
                .endsWith("&Token=" + body.path("Token").asText());
    }

    /** The token that an address is asked by. */
    private String asked() throws Exception {
        account.asRoot(() -> sns.subscribe(r -> r.topicArn(ARN).protocol("http").endpoint(URL)));
        return body(sent.getLast()).path("Token").asText();
    }

    private String agreed(String token) {
        return account.as(
                        NOBODY,
                        () -> sns.confirmSubscription(r -> r.topicArn(ARN).token(token)))
                .subscriptionArn();
    }

    private void publish(String message) {
        account.asRoot(() -> sns.publish(r -> r.topicArn(ARN).message(message)));
    }

    private Map<String, String> attributes() {
        return account.asRoot(() -> sns.getTopicAttributes(r -> r.topicArn(ARN)))
                .attributes();
    }

    private static JsonNode body(Parcel parcel) throws Exception {
        return new ObjectMapper().readTree(parcel.body());
    }
}
