package dev.postern.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final Fix FIX = Fix.of(
            "let a policy of role reader allow it",
            List.of(
                    "aws",
                    "iam",
                    "put-role-policy",
                    "--role-name",
                    "reader",
                    "--policy-name",
                    "postern-why",
                    "--policy-document",
                    PolicyDocument.empty()
                            .allowing(Optional.empty(), "s3:GetObject", "arn:aws:s3:::docs/it's")
                            .toString()));

    private static final Explanation DENIED = new Explanation(
            new Question(
                    Question.Form.REQUEST,
                    "i-0123 (web)",
                    Optional.of("arn:aws:sts::111122223333:assumed-role/reader/i-0123"),
                    "s3:GetObject",
                    "arn:aws:s3:::docs/it's",
                    Optional.of("us-east-1")),
            List.of(
                    Step.passed(Step.Part.NAMES, "resolver", "vpc-1", "docs.s3.us-east-1.amazonaws.com is 198.18.0.10"),
                    Step.passed(Step.Part.THERE, "route table", "rtb-1", "198.18.0.0/24 -> vpce-1")
                            .with(List.of("not 0.0.0.0/0")),
                    Step.stopped(
                            Step.Part.REQUEST,
                            "identity-based policy",
                            "",
                            "no statement allows s3:GetObject on arn:aws:s3:::docs/it's (looked at: one, two, three)",
                            List.of(FIX))),
            Optional.of(new Door("gateway-endpoint", "vpce-1", "the gateway endpoint vpce-1")),
            Optional.empty());

    @Test
    void tellsTheWholeWayAndTheCommandThatWouldHelp() {
        assertThat(TextRendering.of(DENIED, false)).isEqualTo("""
                May i-0123 (web) do s3:GetObject on arn:aws:s3:::docs/it's?
                as arn:aws:sts::111122223333:assumed-role/reader/i-0123

                names
                  ok   resolver                   vpc-1: docs.s3.us-east-1.amazonaws.com is 198.18.0.10

                there
                  ok   route table                rtb-1: 198.18.0.0/24 -> vpce-1
                          not 0.0.0.0/0

                request
                  STOP identity-based policy      no statement allows s3:GetObject on arn:aws:s3:::docs/it's (looked
                                                  at: one, two, three)

                DENIED by the identity-based policy: no statement allows s3:GetObject on arn:aws:s3:::docs/it's
                (looked at: one, two, three)

                This would let it pass here:
                  * let a policy of role reader allow it
                    $ aws iam put-role-policy --role-name reader --policy-name postern-why \\
                        --policy-document '{
                        "Version" : "2012-10-17",
                        "Statement" : [ {
                          "Effect" : "Allow",
                          "Action" : "s3:GetObject",
                          "Resource" : "arn:aws:s3:::docs/it'\\''s"
                        } ]
                      }'
                """);
    }

    @Test
    void fitsAHundredColumnsAndColoursOnlyATerminal() {
        assertThat(TextRendering.of(DENIED, false).lines()).allMatch(line -> line.length() <= 100);
        assertThat(TextRendering.of(DENIED, false)).doesNotContain("\u001b");
        assertThat(TextRendering.of(DENIED, true)).contains("\u001b[31m").contains("\u001b[0m");
    }

    @Test
    void saysByWhichDoorItGoes() {
        Explanation allowed = new Explanation(
                DENIED.question(),
                DENIED.steps().subList(0, 2),
                DENIED.door(),
                Optional.of("There is no such object: S3 answers 404 NoSuchKey."));
        assertThat(TextRendering.of(allowed, false))
                .endsWith("ALLOWED: nothing stops it, by the gateway endpoint vpce-1.\n"
                        + "There is no such object: S3 answers 404 NoSuchKey.\n");
    }

    @Test
    void isTheSameForPrograms() {
        var json = JsonRendering.of(DENIED);
        assertThat(json.path("form").asInt()).isEqualTo(1);
        assertThat(json.path("verdict").asText()).isEqualTo("denied");
        assertThat(json.path("question").path("caller").asText()).endsWith("assumed-role/reader/i-0123");
        assertThat(json.path("door").path("kind").asText()).isEqualTo("gateway-endpoint");
        assertThat(json.path("steps").size()).isEqualTo(3);
        var stop = json.path("stoppedBy");
        assertThat(stop).isEqualTo(json.path("steps").path(2));
        assertThat(stop.path("ruling").asText()).isEqualTo("stopped");
        assertThat(stop.path("fixes").path(0).path("commands").path(0).asText())
                .isEqualTo("aws iam put-role-policy --role-name reader --policy-name postern-why --policy-document"
                        + " '{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
                        + "\"Resource\":\"arn:aws:s3:::docs/it'\\''s\"}]}'");
    }
}
