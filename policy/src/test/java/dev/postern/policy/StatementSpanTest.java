package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The places are those of AWS's published answers. */
class StatementSpanTest {
    @Test
    void oneStatementBeginsBehindItsBrace() {
        assertThat(StatementSpan.of("""
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*",\
                        "Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}""")).containsExactly(new StatementSpan(1, 38, 1, 167));
    }

    @Test
    void listBeginsBehindItsBracketAndGoesOnWhereAStatementEnds() {
        assertThat(StatementSpan.of("""
                        {
                          "Version": "2012-10-17",
                          "Statement": [
                            {
                              "Effect": "Allow",
                              "Action": "*",
                              "Resource": "*"
                            },
                            { "Effect": "Deny", "Action": "s3:*", "Resource": ["*"] }
                          ],
                          "Id": "x"
                        }"""))
                .containsExactly(new StatementSpan(3, 17, 8, 6), new StatementSpan(8, 6, 9, 62));
    }
}
