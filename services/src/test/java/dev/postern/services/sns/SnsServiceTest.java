package dev.postern.services.sns;

import static dev.postern.services.authorization.TestAccount.allow;
import static dev.postern.services.authorization.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.model.sns.Subscription;
import dev.postern.model.time.InForce;
import dev.postern.policy.ConditionContext;
import dev.postern.services.authorization.SnsPermissions;
import dev.postern.services.authorization.TestAccount;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.SnsRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;

class SnsServiceTest {
    private static final Caller STRANGER = new Caller.Root(new AccountId("444455556666"));
    private static final String ARN = "arn:aws:sns:us-east-1:111122223333:news";
    private static final String URL = "http://198.19.0.1/inbox?from=sns";
    static final Signer SIGNER = new Signer() {
        @Override
        public String sign(String text, int version) {
            return version + ":" + text;
        }

        @Override
        public String certificateUrl(Region region) {
            return "https://sns." + region + ".amazonaws.com/key.pem";
        }
    };

    private final TestAccount account = new TestAccount();
    private final List<Parcel> sent = new ArrayList<>();
    private final SnsService sns =
            new SnsService(account.cloud(), mail -> mail.forEach(one -> sent.add((Parcel) one)), SIGNER);

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void makesATopicOnce() {
        assertThat(topic()).isEqualTo(ARN);
        assertThat(topic()).isEqualTo(ARN);
        assertThat(account.error(() -> sns.createTopic(r -> r.name("news").attributes(Map.of("DisplayName", "N")))))
                .isEqualTo(
                        "InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with different attributes");
        assertThat(account.error(() -> sns.createTopic(r -> r.name("news").tags(tag("a", "b")))))
                .isEqualTo(
                        "InvalidParameter: Invalid parameter: Tags Reason: Topic already exists with different tags");
        assertThat(account.error(() -> sns.createTopic(r -> r.name("no news"))))
                .isEqualTo("InvalidParameter: Invalid parameter: Topic Name");
        assertThat(account.error(() -> sns.createTopic(r -> r.name("n.fifo"))))
                .isEqualTo("InvalidParameter: Invalid parameter: FIFO topics are not supported");
        assertThat(account.error(
                        () -> sns.createTopic(r -> r.name("n").attributes(Map.of("KmsMasterKeyId", "alias/aws/sns")))))
                .isEqualTo("InvalidParameter: Invalid parameter: KmsMasterKeyId is not supported");
        assertThat(account.asRoot(() -> sns.listTopics()).topics())
                .singleElement()
                .satisfies(one -> assertThat(one.topicArn()).isEqualTo(ARN));
        account.asRoot(() -> sns.deleteTopic(r -> r.topicArn(ARN)));
        account.asRoot(() -> sns.deleteTopic(r -> r.topicArn(ARN)));
        assertThat(account.error(() -> sns.getTopicAttributes(r -> r.topicArn(ARN))))
                .isEqualTo("NotFound: Topic does not exist");
        assertThat(account.error(() -> sns.getTopicAttributes(r -> r.topicArn("news"))))
                .isEqualTo(
                        "InvalidParameter: Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1");
    }

    @Test
    void keepsAttributesPermissionsAndTags() {
        topic();
        account.asRoot(() -> sns.setTopicAttributes(
                r -> r.topicArn(ARN).attributeName("DisplayName").attributeValue("News")));
        assertThat(attributes())
                .containsEntry("DisplayName", "News")
                .containsEntry("Owner", "111122223333")
                .containsEntry("SubscriptionsPending", "0")
                .doesNotContainKey("SignatureVersion");
        assertThat(attributes().get("Policy")).contains("__default_policy_ID").contains(ARN);
        assertThat(account.error(() -> sns.setTopicAttributes(
                        r -> r.topicArn(ARN).attributeName("Colour").attributeValue("red"))))
                .isEqualTo("InvalidParameter: Invalid parameter: AttributeName");
        account.asRoot(() -> sns.setTopicAttributes(r ->
                r.topicArn(ARN).attributeName("HTTPSuccessFeedbackSampleRate").attributeValue("0")));
        assertThat(account.error(() -> sns.setTopicAttributes(r -> r.topicArn(ARN)
                        .attributeName("HTTPFailureFeedbackRoleArn")
                        .attributeValue("arn:aws:iam::1:role/r"))))
                .isEqualTo("InvalidParameter: Invalid parameter: HTTPFailureFeedbackRoleArn is not supported");
        account.asRoot(() -> sns.addPermission(r ->
                r.topicArn(ARN).label("friends").awsAccountIds("444455556666").actionNames("Publish")));
        assertThat(attributes().get("Policy")).contains("\"Sid\":\"friends\"").contains("\"Action\":\"SNS:Publish\"");
        assertThat(account.error(() -> sns.addPermission(r -> r.topicArn(ARN)
                        .label("friends")
                        .awsAccountIds("444455556666")
                        .actionNames("Publish"))))
                .isEqualTo("InvalidParameter: Invalid parameter: Statement already exists");
        account.asRoot(() -> sns.removePermission(r -> r.topicArn(ARN).label("friends")));
        assertThat(attributes().get("Policy")).doesNotContain("friends");
        assertThat(policyError("{'Statement':[]}"))
                .isEqualTo("InvalidParameter: Invalid parameter: Policy Error: null");
        assertThat(policyError(
                        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*'}]}"))
                .isEqualTo("InvalidParameter: Invalid parameter: Policy statement action out of service scope!");
        account.asRoot(() -> sns.tagResource(r -> r.resourceArn(ARN).tags(tag("a", "b"), tag("c", "d"))));
        account.asRoot(() -> sns.untagResource(r -> r.resourceArn(ARN).tagKeys("a")));
        assertThat(account.asRoot(() -> sns.listTagsForResource(r -> r.resourceArn(ARN)))
                        .tags())
                .containsExactly(tag("c", "d"));
        assertThat(account.error(() -> sns.listTagsForResource(r -> r.resourceArn(ARN + "2"))))
                .isEqualTo("ResourceNotFound: Resource does not exist");
    }

    @Test
    void asksBeforeItSends() throws Exception {
        topic();
        assertThat(account.asRoot(() -> sns.subscribe(r -> subscribe(r, URL))).subscriptionArn())
                .isEqualTo("pending confirmation");
        publish("too early");
        assertThat(sent).hasSize(1);
        Parcel asked = sent.getFirst();
        assertThat(asked.url()).isEqualTo(URL);
        assertThat(asked.headers())
                .containsEntry("x-amz-sns-message-type", "SubscriptionConfirmation")
                .containsEntry("x-amz-sns-topic-arn", ARN)
                .containsEntry("Content-Type", "text/plain; charset=UTF-8");
        JsonNode body = body(asked);
        String proof = body.path("Token").asText();
        assertThat(body.path("SubscribeURL").asText())
                .isEqualTo("https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + ARN + "&Token="
                        + proof);
        assertThat(body.path("Signature").asText())
                .isEqualTo("1:Message\n" + body.path("Message").asText() + "\nMessageId\n"
                        + body.path("MessageId").asText() + "\nSubscribeURL\n"
                        + body.path("SubscribeURL").asText() + "\nTimestamp\n2025-06-01T12:00:00.000Z\nToken\n" + proof
                        + "\nTopicArn\n" + ARN + "\nType\nSubscriptionConfirmation\n");
        assertThat(account.asRoot(() -> sns.listSubscriptionsByTopic(r -> r.topicArn(ARN)))
                        .subscriptions())
                .singleElement()
                .satisfies(one -> assertThat(one.subscriptionArn()).isEqualTo("PendingConfirmation"));
        Caller nobody = new Caller.Anonymous();
        assertThat(account.errorAs(
                        nobody,
                        () -> sns.confirmSubscription(r -> r.topicArn(ARN).token("guess"))))
                .isEqualTo("InvalidParameter: Invalid parameter: Token");
        String subscription = account.as(
                        nobody,
                        () -> sns.confirmSubscription(r -> r.topicArn(ARN).token(proof)))
                .subscriptionArn();
        assertThat(subscription).startsWith(ARN + ":");
        assertThat(attributes()).containsEntry("SubscriptionsConfirmed", "1");
        assertThat(account.asRoot(() -> sns.subscribe(r -> subscribe(r, URL))).subscriptionArn())
                .isEqualTo(subscription);
        sent.clear();
        publish("hello");
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().headers())
                .containsEntry("x-amz-sns-message-type", "Notification")
                .containsEntry("x-amz-sns-subscription-arn", subscription);
        JsonNode told = body(sent.getFirst());
        assertThat(told.path("Message").asText()).isEqualTo("hello");
        assertThat(told.path("Signature").asText())
                .isEqualTo(
                        "1:Message\nhello\nMessageId\n" + told.path("MessageId").asText()
                                + "\nTimestamp\n2025-06-01T12:00:00.000Z\nTopicArn\n" + ARN + "\nType\nNotification\n");
        assertThat(told.path("UnsubscribeURL").asText())
                .isEqualTo("https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=" + subscription);
        account.as(nobody, () -> sns.unsubscribe(r -> r.subscriptionArn(subscription)));
        sent.clear();
        publish("gone");
        assertThat(sent).isEmpty();
        assertThat(account.error(() -> sns.getSubscriptionAttributes(r -> r.subscriptionArn(subscription))))
                .isEqualTo("NotFound: Subscription does not exist");
    }

    @Test
    void sendsRawWhereItIsAskedFor() {
        topic();
        String arn = account.asRoot(() -> sns.subscribe(r ->
                        subscribe(r, URL).returnSubscriptionArn(true).attributes(Map.of("RawMessageDelivery", "true"))))
                .subscriptionArn();
        confirm(arn);
        sent.clear();
        publish("plain");
        assertThat(sent).singleElement().satisfies(parcel -> {
            assertThat(parcel.body()).isEqualTo("plain");
            assertThat(parcel.headers()).containsEntry("x-amz-sns-rawdelivery", "true");
        });
        account.asRoot(() -> sns.setSubscriptionAttributes(
                r -> r.subscriptionArn(arn).attributeName("RawMessageDelivery").attributeValue("false")));
        assertThat(account.asRoot(() -> sns.getSubscriptionAttributes(r -> r.subscriptionArn(arn)))
                        .attributes())
                .containsEntry("RawMessageDelivery", "false")
                .containsEntry("PendingConfirmation", "false")
                .containsEntry("ConfirmationWasAuthenticated", "true")
                .containsEntry("Endpoint", URL);
        assertThat(account.error(() -> sns.setSubscriptionAttributes(r ->
                        r.subscriptionArn(arn).attributeName("FilterPolicy").attributeValue("{}"))))
                .isEqualTo("InvalidParameter: Invalid parameter: FilterPolicy is not supported");
        Caller nobody = new Caller.Anonymous();
        assertThat(account.errorAs(nobody, () -> sns.unsubscribe(r -> r.subscriptionArn(arn))))
                .isEqualTo("AuthorizationError: Not authorized");
        assertThat(account.errorAs(STRANGER, () -> sns.unsubscribe(r -> r.subscriptionArn(arn))))
                .isEqualTo("AuthorizationError: Not authorized");
    }

    @Test
    void refusesOtherProtocolsByName() {
        topic();
        assertThat(account.error(() ->
                        sns.subscribe(r -> r.topicArn(ARN).protocol("lambda").endpoint("arn:aws:lambda:q"))))
                .isEqualTo(
                        "InvalidParameter: Invalid parameter: Subscriptions by the protocol lambda are not supported");
        assertThat(account.error(() ->
                        sns.subscribe(r -> r.topicArn(ARN).protocol("pigeon").endpoint("roof"))))
                .isEqualTo(
                        "InvalidParameter: Invalid parameter: Amazon SNS does not support this protocol string: pigeon");
        assertThat(account.error(() ->
                        sns.subscribe(r -> r.topicArn(ARN).protocol("https").endpoint(URL))))
                .isEqualTo("InvalidParameter: Invalid parameter: Endpoint must match the specified protocol");
        assertThat(account.error(
                        () -> sns.publish(r -> r.phoneNumber("+491234567").message("hi"))))
                .isEqualTo("InvalidParameter: Invalid parameter: PhoneNumber Reason: SMS are not supported");
    }

    @Test
    void checksWhatIsPublished() throws Exception {
        topic();
        confirm(account.asRoot(() -> sns.subscribe(r -> subscribe(r, URL).returnSubscriptionArn(true)))
                .subscriptionArn());
        assertThat(publishError(r -> r.message(""))).isEqualTo("InvalidParameter: Invalid parameter: Empty message");
        assertThat(publishError(r -> r.message("x".repeat(262_145))))
                .isEqualTo("InvalidParameter: Invalid parameter: Message too long");
        assertThat(publishError(r -> r.message("x").subject("two\nlines")))
                .isEqualTo("InvalidParameter: Invalid parameter: Subject");
        assertThat(publishError(r -> r.message("{}").messageStructure("json")))
                .isEqualTo(
                        "InvalidParameter: Invalid parameter: Message Structure - No default entry in JSON message body");
        assertThat(publishError(r -> r.message("x").messageGroupId("g"))).startsWith("InvalidParameter");
        sent.clear();
        account.asRoot(() -> sns.publish(r -> r.topicArn(ARN)
                .message(json("{'default':'all','http':'web'}"))
                .messageStructure("json")
                .subject("Hi")
                .messageAttributes(Map.of(
                        "n",
                        MessageAttributeValue.builder()
                                .dataType("Number")
                                .stringValue("7")
                                .build(),
                        "b",
                        MessageAttributeValue.builder()
                                .dataType("Binary")
                                .binaryValue(SdkBytes.fromUtf8String("x"))
                                .build()))));
        JsonNode told = body(sent.getFirst());
        assertThat(told.path("Message").asText()).isEqualTo("web");
        assertThat(told.path("Subject").asText()).isEqualTo("Hi");
        assertThat(told.path("MessageAttributes").path("n").path("Value").asText())
                .isEqualTo("7");
        assertThat(told.path("MessageAttributes").path("b").path("Value").asText())
                .isEqualTo("eA==");
        sent.clear();
        var batch = account.asRoot(() -> sns.publishBatch(r ->
                r.topicArn(ARN).publishBatchRequestEntries(entry("1", "one"), entry("2", ""), entry("3", "three"))));
        assertThat(batch.successful()).hasSize(2);
        assertThat(batch.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.id()).isEqualTo("2");
            assertThat(failed.code()).isEqualTo("InvalidParameter");
            assertThat(failed.senderFault()).isTrue();
        });
        assertThat(sent).hasSize(2);
        assertThat(account.error(() -> sns.publishBatch(
                        r -> r.topicArn(ARN).publishBatchRequestEntries(entry("1", "a"), entry("1", "b")))))
                .startsWith("BatchEntryIdsNotDistinct");
    }

    @Test
    void forgetsWhomNobodyConfirmed() {
        topic();
        account.asRoot(() -> sns.subscribe(r -> subscribe(r, URL)));
        pass(Duration.ofDays(2).minusSeconds(1));
        assertThat(attributes()).containsEntry("SubscriptionsPending", "1");
        pass(Duration.ofDays(2));
        assertThat(attributes()).containsEntry("SubscriptionsPending", "0");
    }

    @Test
    void letsThePolicyOfATopicDecide() {
        topic();
        Caller.User user = account.user("ann");
        PublishRequest request =
                PublishRequest.builder().topicArn(ARN).message("x").build();
        assertThat(refused(user, "Publish", request))
                .isEqualTo("AuthorizationError: User: arn:aws:iam::111122223333:user/ann is not authorized to perform:"
                        + " SNS:Publish on resource: " + ARN
                        + " because no identity-based policy allows the SNS:Publish action");
        account.asRoot(() -> account.iam()
                .putUserPolicy(r -> r.userName("ann").policyName("p").policyDocument(allow("sns:Publish", ARN))));
        assertThat(refused(user, "Publish", request)).isEqualTo("none");
        assertThat(refused(STRANGER, "Publish", request)).startsWith("AuthorizationError: User");
        account.asRoot(() -> sns.addPermission(r ->
                r.topicArn(ARN).label("friends").awsAccountIds("444455556666").actionNames("Publish")));
        assertThat(refused(STRANGER, "Publish", request)).isEqualTo("none");
        SubscribeRequest subscribe = subscribe(SubscribeRequest.builder(), URL).build();
        assertThat(refused(STRANGER, "Subscribe", subscribe)).startsWith("AuthorizationError: User");
        assertThat(announces("111122223333")).isFalse();
        policy("{'Statement':[{'Effect':'Allow','Principal':{'Service':'vpce.amazonaws.com'},'Action':'SNS:Publish',"
                + "'Resource':'" + ARN + "','Condition':{'StringEquals':{'aws:SourceAccount':'111122223333'}}}]}");
        assertThat(announces("111122223333")).isTrue();
        assertThat(announces("444455556666")).isFalse();
    }

    @Test
    void aSubscriptionToAnothersTopicIsOfWhoAskedForIt() {
        topic();
        String arn = account.as(
                        STRANGER, () -> sns.subscribe(r -> subscribe(r, URL).returnSubscriptionArn(true)))
                .subscriptionArn();
        assertThat(account.as(STRANGER, () -> sns.listSubscriptions()).subscriptions())
                .singleElement()
                .satisfies(one -> assertThat(one.topicArn()).isEqualTo(ARN));
        assertThat(account.asRoot(() -> sns.listSubscriptions()).subscriptions())
                .isEmpty();
        assertThat(account.asRoot(() -> sns.listSubscriptionsByTopic(r -> r.topicArn(ARN)))
                        .subscriptions())
                .hasSize(1);
        UnsubscribeRequest request =
                UnsubscribeRequest.builder().subscriptionArn(arn).build();
        assertThat(refused(STRANGER, "Unsubscribe", request)).isEqualTo("none");
        assertThat(refused(
                        STRANGER,
                        "GetSubscriptionAttributes",
                        GetSubscriptionAttributesRequest.builder()
                                .subscriptionArn(arn)
                                .build()))
                .isEqualTo("none");
        Caller another = new Caller.Root(new AccountId("777788889999"));
        assertThat(refused(another, "Unsubscribe", request)).startsWith("AuthorizationError: ");
        assertThat(refused(account.user("ann"), "Unsubscribe", request)).startsWith("AuthorizationError: ");
    }

    private boolean announces(String source) {
        ConditionContext keys = key -> key.equals("aws:sourceaccount") ? List.of(source) : List.of();
        return account.authorizer()
                .serviceMayPublish(
                        account.cloud().snapshot(),
                        "vpce.amazonaws.com",
                        account.cloud().snapshot().all(dev.postern.model.sns.Topic.class).stream()
                                .findFirst()
                                .orElseThrow(),
                        keys);
    }

    private String refused(Caller caller, String operation, SnsRequest request) {
        RequestContext context = account.context(caller);
        ApiException error = Assertions.catchThrowableOfType(
                ApiException.class,
                () -> account.authorizer()
                        .authorizeOperation(
                                account.cloud().snapshot(), context, new SnsPermissions(), operation, (SdkPojo)
                                        request));
        return error == null ? "none" : error.error().code() + ": " + error.text();
    }

    private void policy(String document) {
        account.asRoot(() -> sns.setTopicAttributes(
                r -> r.topicArn(ARN).attributeName("Policy").attributeValue(json(document))));
    }

    private String policyError(String document) {
        return account.error(() -> sns.setTopicAttributes(
                r -> r.topicArn(ARN).attributeName("Policy").attributeValue(json(document))));
    }

    private void pass(Duration later) {
        account.cloud()
                .commit(snapshot -> new Outcome<>(
                        SnsService.FORGOTTEN.pass(snapshot, TestAccount.NOW.plus(later), InForce.NOTHING), true));
    }

    private String topic() {
        return account.asRoot(() -> sns.createTopic(r -> r.name("news"))).topicArn();
    }

    private Map<String, String> attributes() {
        return account.asRoot(() -> sns.getTopicAttributes(r -> r.topicArn(ARN)))
                .attributes();
    }

    private static SubscribeRequest.Builder subscribe(SubscribeRequest.Builder request, String url) {
        return request.topicArn(ARN).protocol("http").endpoint(url);
    }

    private void confirm(String subscription) {
        String proof = account.cloud().snapshot().all(Subscription.class).stream()
                .filter(one -> one.arn().toString().equals(subscription))
                .findFirst()
                .orElseThrow()
                .confirmation()
                .proof();
        account.asRoot(
                () -> sns.confirmSubscription(r -> r.topicArn(ARN).token(proof).authenticateOnUnsubscribe("true")));
    }

    private void publish(String message) {
        account.asRoot(() -> sns.publish(r -> r.topicArn(ARN).message(message)));
    }

    private String publishError(java.util.function.Consumer<PublishRequest.Builder> request) {
        Callable<?> call = () -> sns.publish(r -> request.accept(r.topicArn(ARN)));
        return account.error(call);
    }

    private static PublishBatchRequestEntry entry(String id, String message) {
        return PublishBatchRequestEntry.builder().id(id).message(message).build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static JsonNode body(Parcel parcel) throws Exception {
        return new ObjectMapper().readTree(parcel.body());
    }
}
