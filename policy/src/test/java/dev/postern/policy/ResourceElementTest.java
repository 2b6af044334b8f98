package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the resources of a statement are. */
class ResourceElementTest {
    @ParameterizedTest
    @CsvSource({
        "arn:aws:sqs, arn:aws:sqs:us-east-1:111122223333:jobs, true",
        "arn:aws:sqs:*, arn:aws:sqs:us-east-1:111122223333:jobs, true",
        "arn:aws:sqs:us-east-1, arn:aws:sqs:us-east-1:111122223333:jobs, true",
        "arn:aws:sqs:eu-west-1, arn:aws:sqs:us-east-1:111122223333:jobs, false",
        "arn:aws:sqs:*:111122223333, arn:aws:sqs:us-east-1:111122223333:jobs, true",
        "arn:aws:sqs:*:jobs, arn:aws:sqs:us-east-1:111122223333:jobs, false",
        "arn:aws:s3:::data, arn:aws:s3:::data, true",
        "arn:aws:s3:::data, arn:aws:s3:::data/key, false",
        "arn:aws:s3, arn:aws:s3:::data/key, true"
    })
    void policiesOfIdentitiesNeedNotNameTheLastFieldsOfAnArn(String named, String resource, boolean covered) {
        assertThat(covers(PolicyKind.IDENTITY, "'Resource':'" + named + "'", resource))
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sqs, false",
        "arn:aws:sqs:*, true",
        "arn:aws:sqs:*:jobs, true",
        "arn:aws:sqs:us-east-1:111122223333, false"
    })
    void policiesOfResourcesAreTakenAsTheyAre(String named, boolean covered) {
        assertThat(covers(
                        PolicyKind.QUEUE,
                        "'Principal':'*','Resource':'" + named + "'",
                        "arn:aws:sqs:us-east-1:111122223333:jobs"))
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "arn:aws:s3:::data/${aws:PrincipalTag/team}; red; true",
                "arn:aws:s3:::data/${aws:PrincipalTag/team}*; ; false",
                "arn:aws:s3:::data/${aws:PrincipalTag/team, 'red'}; ; true",
                "arn:aws:s3:::data/${aws:TagKeys}; red; false",
                "arn:aws:s3:::data/${AWS:tagkeys, 'red'}; blue; true",
                "arn:aws:s3:::data/${aws:SourceVpce}*; red; false"
            })
    void variablesAreKeysOfOneValueThatIsNotEmpty(String named, String value, boolean covered) {
        String had = value == null ? "" : value;
        Statement statement = statement(PolicyKind.IDENTITY, "'Resource':\"" + named + "\"");
        AuthorizationRequest request = Fixtures.request(
                Fixtures.ALICE,
                "s3:GetObject",
                "arn:aws:s3:::data/red",
                "aws:PrincipalTag/team",
                had,
                "aws:TagKeys",
                had);
        assertThat(statement.covers(request, false)).isEqualTo(covered);
    }

    private static boolean covers(PolicyKind kind, String elements, String resource) {
        return statement(kind, elements).covers(Fixtures.request(Fixtures.ALICE, "sqs:SendMessage", resource), false);
    }

    /** What was made for one caller is not the next one's, nor that of one whose values only look alike in a row. */
    @Test
    void variablesAreFilledForEachRequest() {
        Statement statement = statement(
                PolicyKind.IDENTITY, "'Resource':\"arn:aws:s3:::${aws:PrincipalTag/team}/${aws:PrincipalTag/unit}\"");
        for (int round = 0; round < 3; round++) {
            assertThat(covers(statement, "arn:aws:s3:::ab/c", "ab", "c")).isTrue();
            assertThat(covers(statement, "arn:aws:s3:::ab/c", "a", "bc")).isFalse();
            assertThat(covers(statement, "arn:aws:s3:::ab/c", "a*", "c")).isFalse();
            assertThat(covers(statement, "arn:aws:s3:::ab/c", "", "c")).isFalse();
            assertThat(covers(statement, "arn:aws:s3:::a/bc", "a", "bc")).isTrue();
        }
    }

    private static boolean covers(Statement statement, String resource, String team, String unit) {
        return statement.covers(
                Fixtures.request(
                        Fixtures.ALICE,
                        "s3:GetObject",
                        resource,
                        "aws:PrincipalTag/team",
                        team,
                        "aws:PrincipalTag/unit",
                        unit),
                false);
    }

    private static Statement statement(PolicyKind kind, String elements) {
        String document = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
                + elements.replace("'Resource':", "\"Resource\":")
                        .replace("'Principal':'*'", "\"Principal\":\"*\"")
                        .replaceAll(":'(arn[^']*)'", ":\"$1\"")
                + "}}";
        try {
            return Policy.parse(document, kind).statements().getFirst();
        } catch (MalformedPolicyException e) {
            throw new AssertionError(e.text() + ": " + document, e);
        }
    }
}
