package dev.postern.services.attached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.attached.AttachedService.UpstreamKey;
import dev.postern.services.authorization.Check;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which actions a request needs, and on what, follows from the request alone. */
final class AttachedPermissionsTest {
    private static final String QUEUE = "https://sqs.eu-west-1.amazonaws.com/111122223333/q";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sqs | SendMessage | {'QueueUrl':'@'} | sqs:sendmessage sqs:q",
                "sqs | SendMessage | {'QueueUrl':'http://127.0.0.1:4566/111122223333/q'} | sqs:sendmessage sqs:q",
                "sqs | DeleteMessageBatch | {'QueueUrl':'@'} | sqs:deletemessage sqs:q",
                "sqs | CreateQueue | {'QueueName':'q.fifo'} | sqs:createqueue sqs:q.fifo",
                "sqs | ListQueues | {} | sqs:listqueues *",
                "kms | Decrypt | {'KeyId':'1-2'} | kms:Decrypt kms:key/1-2",
                "kms | Decrypt | {'KeyId':'alias/a'} | kms:Decrypt kms:key/* ?",
                "kms | Decrypt | {'CiphertextBlob':'AA=='} | kms:Decrypt kms:key/* ?",
                "kms | ListKeys | {} | kms:ListKeys *",
                "logs | PutLogEvents | {'logGroupName':'g','logStreamName':'s'} | logs:PutLogEvents logs:log-group:g:log-stream:s",
                "logs | CreateLogGroup | {'logGroupName':'g'} | logs:CreateLogGroup logs:log-group:g:log-stream:",
                "kinesis | PutRecord | {'StreamName':'s','Data':'AA=='} | kinesis:PutRecord kinesis:stream/s",
                "firehose | PutRecord | {'DeliveryStreamName':'s'} | firehose:PutRecord firehose:deliverystream/s",
                "secretsmanager | GetSecretValue | {'SecretId':'s'} | secretsmanager:GetSecretValue secretsmanager:secret:* ?",
                "secretsmanager | GetSecretValue | {'SecretId':'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-abcdef'}"
                        + " | secretsmanager:GetSecretValue secretsmanager:secret:* ?",
                "secretsmanager | CreateSecret | {'Name':'s'} | secretsmanager:CreateSecret secretsmanager:secret:s-?????? ?",
                "secretsmanager | ListSecrets | {} | secretsmanager:ListSecrets *",
                "states | StartExecution | {'stateMachineArn':'arn:aws:states:eu-west-1:111122223333:stateMachine:m'}"
                        + " | states:StartExecution states:stateMachine:m",
                "ecs | DescribeClusters | {'clusters':['a']} | ecs:DescribeClusters ecs:cluster/* ?",
                "ecs | DeleteCluster | {'cluster':'arn:aws:ecs:eu-west-1:111122223333:cluster/a'} | ecs:DeleteCluster ecs:cluster/a",
                "ecs | ListClusters | {} | ecs:ListClusters *",
                "codebuild | StartBuild | {'projectName':'p'} | codebuild:StartBuild codebuild:project/* ?",
                "events | PutEvents | {'Entries':[]} | events:PutEvents arn:aws:events:* ?",
                "sqs | CancelMessageMoveTask | {'TaskHandle':'h'} | sqs:cancelmessagemovetask sqs:* ?"
            })
    void anOperationIsJudgedByItsActionOnWhatItNames(String service, String operation, String body, String expected) {
        List<String> needed = needed(service, operation, body).stream()
                .map(check -> check.action() + " "
                        + check.resource().replace("arn:aws:" + service + ":eu-west-1:111122223333", service)
                        + (check.uncertain() ? " ?" : ""))
                .toList();
        assertThat(needed).containsExactly(expected);
    }

    @Test
    void someOperationsNeedSeveralActions() {
        assertThat(needed("kms", "ReEncrypt", "{}"))
                .extracting(Check::action)
                .containsExactly("kms:ReEncryptFrom", "kms:ReEncryptTo");
        assertThat(needed("secretsmanager", "BatchGetSecretValue", "{}"))
                .extracting(Check::action)
                .containsExactly("secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue");
        assertThat(needed(
                        "sqs",
                        "StartMessageMoveTask",
                        "{'SourceArn':'arn:aws:sqs:eu-west-1:111122223333:dead',"
                                + "'DestinationArn':'arn:aws:sqs:eu-west-1:111122223333:q'}"))
                .extracting(check -> check.action() + " " + check.resource().substring("arn:aws:sqs:".length()))
                .contains("sqs:receivemessage eu-west-1:111122223333:dead", "sqs:sendmessage eu-west-1:111122223333:q");
    }

    @Test
    void whatTheServerSaysIsMeantIsWhatIsJudged() {
        Arn theirs = Arn.parse("arn:aws:secretsmanager:us-east-1:123456789012:secret:s-abcdef")
                .orElseThrow();
        assertThat(needed("secretsmanager", "GetSecretValue", "{'SecretId':'s'}", Optional.of(theirs)))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.resource())
                            .isEqualTo("arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-abcdef");
                    assertThat(check.uncertain()).isFalse();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kms | Decrypt | {'KeyId':'arn:aws:kms:eu-west-1:999999999999:key/1'}",
                "kms | Decrypt | {'KeyId':'arn:aws:kms:us-east-1:111122223333:key/1'}",
                "kms | Decrypt | {'KeyId':'arn:aws-cn:kms:eu-west-1:111122223333:key/1'}",
                "states | StopExecution | {'executionArn':'arn:aws:states::1:execution:a:b'}",
                "sqs | ListMessageMoveTasks | {'SourceArn':'arn:aws:sqs:eu-west-1:999999999999:q'}",
                "sqs | ListMessageMoveTasks | {'SourceArn':'q'}",
                "sqs | CreateQueue | {'QueueName':'q','attributes':{'Policy':'{}'}}",
                "kinesis | PutRecord | {'StreamName':'a','streamName':'b'}"
            })
    void whatNobodyHereCouldJudgeIsRefused(String service, String operation, String body) {
        assertThatThrownBy(() -> needed(service, operation, body)).isInstanceOf(ApiException.class);
    }

    @Test
    void keysOfWhichOnlyTheServerKnowsAreNotKnown() {
        Check check = needed("sqs", "SendMessage", "{'QueueUrl':'@'}").getFirst();
        assertThat(check.keys().knows("aws:resourcetag/team")).isFalse();
        assertThat(check.keys().knows("aws:sourcevpce")).isTrue();
        Check decrypt = needed("kms", "Decrypt", "{'KeyId':'1'}").getFirst();
        assertThat(decrypt.keys().knows("kms:encryptioncontext:app")).isFalse();
        assertThat(decrypt.keys().knows("kms:keyspec")).isTrue();
    }

    @Test
    void anActionThatAwsDoesNotPublishIsNone() {
        assertThatThrownBy(() -> needed("logs", "GetLogObject", "{}")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> needed("sqs", "sendMessage", "{}")).isInstanceOf(ApiException.class);
    }

    @Test
    void everyServiceHasItsActions() {
        assertThat(AttachableService.ALL.values())
                .allSatisfy(
                        kind -> assertThat(AttachedPermissions.actions(kind)).isNotEmpty());
        assertThat(AttachableService.ALL.values())
                .allSatisfy(kind -> assertThat(kind.actions().values().stream().flatMap(List::stream))
                        .allSatisfy(action ->
                                assertThat(kind.published().find(action)).isPresent()));
    }

    private static List<Check> needed(String service, String operation, String body) {
        return needed(service, operation, body, Optional.empty());
    }

    private static List<Check> needed(String service, String operation, String body, Optional<Arn> meant) {
        AttachableService kind = AttachableService.find(service).orElseThrow();
        byte[] json = body.replace('\'', '"').replace("@", QUEUE).getBytes(StandardCharsets.UTF_8);
        HttpRequest request = new HttpRequest(
                "POST",
                "/",
                "",
                Headers.of("x-amz-target", kind.target().orElseThrow() + "." + operation),
                new HttpRequest.Bytes(json));
        AttachedService attached = new AttachedService(
                service,
                new Region("eu-west-1"),
                new AccountId("111122223333"),
                "http://127.0.0.1:1",
                UpstreamKey.USUAL,
                Instant.EPOCH);
        return new AttachedPermissions(kind, attached, true).needed(Asked.read(kind, request, json), meant);
    }
}
