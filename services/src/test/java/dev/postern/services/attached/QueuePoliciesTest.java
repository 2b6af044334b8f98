package dev.postern.services.attached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be a policy of a queue, and where it stands in requests and answers of either protocol. */
final class QueuePoliciesTest {
    private static final Scope SCOPE = new Scope(new AccountId("111122223333"), Region.US_EAST_1);
    private static final String ALL = "{'Statement':{'Effect':'Allow','Principal':'*','Action':'sqs:SendMessage',"
            + "'Resource':'arn:aws:sqs:us-east-1:111122223333:q'}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "nothing",
                "{'Statement':[]}",
                "{'Statement':{'Effect':'Allow','Principal':'*','Action':'sns:Publish','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'sqs:*','Resource':'*'}}"
            })
    void whatIsNoPolicyIsRefused(String document) {
        assertThatThrownBy(() -> QueuePolicies.set(Snapshot.EMPTY, SCOPE, "q", json(document)))
                .isInstanceOfSatisfying(ApiException.class, error -> {
                    assertThat(error.error()).isEqualTo(AttachedError.INVALID_ATTRIBUTE_VALUE);
                    assertThat(error.text()).isEqualTo("Invalid value for the parameter Policy.");
                });
    }

    @Test
    void isNotTooLong() {
        String long_ = json(ALL).replace("}}", " ".repeat(8192) + "}}");
        assertThatThrownBy(() -> QueuePolicies.set(Snapshot.EMPTY, SCOPE, "q", long_))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void isKeptUntilItIsSetToNothing() {
        Snapshot with = Snapshot.EMPTY.apply(1, QueuePolicies.set(Snapshot.EMPTY, SCOPE, "q", json(ALL)));
        assertThat(QueuePolicy.find(with, SCOPE, "q"))
                .get()
                .extracting(QueuePolicy::document)
                .isEqualTo(json(ALL));
        assertThat(QueuePolicy.find(with.apply(2, QueuePolicies.set(with, SCOPE, "q", "")), SCOPE, "q"))
                .isEmpty();
    }

    @Test
    void statementsAreGivenAndTakenByTheirLabels() {
        Asked add = asked(
                "AddPermission",
                "{'QueueUrl':'q','Label':'them','AWSAccountIds':['444455556666'],'Actions':['SendMessage','ReceiveMessage']}");
        String policy = QueuePolicies.with(SCOPE, "q", Optional.empty(), add);
        assertThat(policy)
                .isEqualTo(
                        json(
                                "{'Version':'2008-10-17','Id':'arn:aws:sqs:us-east-1:111122223333:q/SQSDefaultPolicy',"
                                        + "'Statement':[{'Sid':'them','Effect':'Allow','Principal':{'AWS':'arn:aws:iam::444455556666:root'},"
                                        + "'Action':['SQS:SendMessage','SQS:ReceiveMessage'],'Resource':'arn:aws:sqs:us-east-1:111122223333:q'}]}"));
        Optional<QueuePolicy> there = Optional.of(new QueuePolicy(SCOPE, "q", policy));
        assertThatThrownBy(() -> QueuePolicies.with(SCOPE, "q", there, add)).hasMessageContaining("Already exists");
        assertThat(QueuePolicies.without(there, asked("RemovePermission", "{'QueueUrl':'q','Label':'them'}")))
                .as("a policy without statements is none")
                .isEmpty();
        assertThatThrownBy(() ->
                        QueuePolicies.without(there, asked("RemovePermission", "{'QueueUrl':'q','Label':'others'}")))
                .hasMessageContaining("can't find label");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'QueueUrl':'q','Label':'a b','AWSAccountIds':['444455556666'],'Actions':['SendMessage']}",
                "{'QueueUrl':'q','Label':'a','AWSAccountIds':['1'],'Actions':['SendMessage']}",
                "{'QueueUrl':'q','Label':'a','AWSAccountIds':['444455556666'],'Actions':['DeleteQueue']}",
                "{'QueueUrl':'q','Label':'a','AWSAccountIds':[],'Actions':['SendMessage']}",
                "{'QueueUrl':'q','Label':'a','AWSAccountIds':['444455556666'],'Actions':[1]}",
                "{'QueueUrl':'q','AWSAccountIds':['444455556666'],'Actions':['SendMessage']}"
            })
    void whatCannotBeGivenIsRefused(String body) {
        assertThatThrownBy(() -> QueuePolicies.with(SCOPE, "q", Optional.empty(), asked("AddPermission", body)))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void isAmongTheAttributesThatAServerTells() {
        Optional<QueuePolicy> policy = Optional.of(new QueuePolicy(SCOPE, "q", "{\"a\":\"<&>\"}"));
        Asked asked = asked("GetQueueAttributes", "{'QueueUrl':'q','AttributeNames':['All']}");
        assertThat(told(asked, "{'Attributes':{'DelaySeconds':'0','Policy':'theirs'}}", policy))
                .isEqualTo(json("{'Attributes':{'DelaySeconds':'0','Policy':'{\\'a\\':\\'<&>\\'}'}}"));
        assertThat(told(asked, "{}", policy)).contains("Policy");
        assertThat(told(asked, "{}", Optional.empty())).isEqualTo("{}");
        Asked query = asked("Action=GetQueueAttributes&QueueUrl=q&AttributeName.1=All");
        String result = "<R><GetQueueAttributesResult><Attribute><Name>Policy</Name><Value>theirs</Value></Attribute>"
                + "</GetQueueAttributesResult></R>";
        assertThat(told(query, result, policy))
                .isEqualTo(
                        "<R><GetQueueAttributesResult><Attribute><Name>Policy</Name><Value>{&quot;a&quot;:&quot;&lt;&amp;&gt;&quot;}</Value>"
                                + "</Attribute></GetQueueAttributesResult></R>");
        assertThat(told(query, "<R><GetQueueAttributesResult/></R>", policy))
                .contains("<GetQueueAttributesResult><Attribute><Name>Policy</Name>");
        assertThat(told(query, result, Optional.empty())).doesNotContain("Policy");
    }

    @Test
    void aQuerySaysTheSame() {
        Asked set = asked("Action=SetQueueAttributes&QueueUrl=q&Attribute.2.Name=Policy&Attribute.2.Value=p"
                + "&Attribute.10.Name=DelaySeconds&Attribute.10.Value=3");
        assertThat(set.attributes()).containsExactlyInAnyOrderEntriesOf(Map.of("Policy", "p", "DelaySeconds", "3"));
        assertThat(new String(set.withAttributes(Map.of("DelaySeconds", "3")).body(), StandardCharsets.UTF_8))
                .isEqualTo("Action=SetQueueAttributes&Version=2012-11-05&QueueUrl=q&Attribute.1.Name=DelaySeconds"
                        + "&Attribute.1.Value=3");
        Asked get = asked("Action=GetQueueAttributes&QueueUrl=q&AttributeName.1=Policy&AttributeName.2=QueueArn");
        assertThat(get.texts(QueuePolicies.NAMES)).containsExactly("Policy", "QueueArn");
        assertThat(new String(get.with(QueuePolicies.NAMES, List.of("QueueArn")).body(), StandardCharsets.UTF_8))
                .isEqualTo("Action=GetQueueAttributes&Version=2012-11-05&QueueUrl=q&AttributeName.1=QueueArn");
    }

    private static String told(Asked asked, String answer, Optional<QueuePolicy> policy) {
        byte[] bytes = (asked instanceof Asked.Json ? json(answer) : answer).getBytes(StandardCharsets.UTF_8);
        return new String(QueuePolicies.told(asked, bytes, policy), StandardCharsets.UTF_8);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static Asked asked(String operation, String body) {
        return asked(Headers.of("x-amz-target", "AmazonSQS." + operation), json(body));
    }

    private static Asked asked(String form) {
        return asked(Headers.of("content-type", "application/x-www-form-urlencoded"), form);
    }

    private static Asked asked(Headers headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest request = new HttpRequest("POST", "/", "", headers, new HttpRequest.Bytes(bytes));
        return Asked.read(AttachableService.find("sqs").orElseThrow(), request, bytes);
    }
}
