package dev.postern.policy;

import static dev.postern.policy.Fixtures.ALICE;
import static dev.postern.policy.Fixtures.OTHER;
import static dev.postern.policy.Fixtures.bucket;
import static dev.postern.policy.Fixtures.identity;
import static dev.postern.policy.Fixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MissedTest {
    private static final String KEY = "arn:aws:s3:::data/key";

    private static List<String> missed(NamedPolicy policy, PrincipalFacts caller, String... context) {
        return Missed.in(policy, request(caller, "s3:GetObject", KEY, context), false).stream()
                .map(Missed::toString)
                .toList();
    }

    @Test
    void namesTheKeyThatWasMissedAndTheValueThatTheRequestHad() {
        NamedPolicy policy = identity(
                "{'Effect':'Allow','Action':'ec2:*','Resource':'*'}",
                "{'Sid':'Door','Effect':'Allow','Action':'s3:Get*','Resource':'*','Condition':"
                        + "{'StringEquals':{'aws:SourceVpce':['vpce-2','vpce-3']},'Bool':{'aws:SecureTransport':'true'}}}");
        assertThat(missed(policy, ALICE, "aws:SourceVpce", "vpce-1", "aws:SecureTransport", "true"))
                .containsExactly(
                        "IDENTITY statement 2 (Door) would allow it, but aws:SourceVpce is vpce-1, and StringEquals"
                                + " asks for vpce-2 or vpce-3");
        assertThat(missed(policy, ALICE, "aws:SecureTransport", "false"))
                .containsExactly(
                        "IDENTITY statement 2 (Door) would allow it, but the request has no aws:SourceVpce, and"
                                + " StringEquals asks for vpce-2 or vpce-3; and aws:SecureTransport is false, and Bool asks for true");
        assertThat(missed(policy, ALICE, "aws:SourceVpce", "vpce-3", "aws:SecureTransport", "true"))
                .isEmpty();
    }

    @Test
    void saysNothingOfStatementsThatMeanSomethingElse() {
        String condition = "'Condition':{'StringEquals':{'aws:SourceVpce':'vpce-2'}}}";
        assertThat(missed(identity("{'Effect':'Deny','Action':'*','Resource':'*'," + condition), ALICE))
                .isEmpty();
        assertThat(missed(identity("{'Effect':'Allow','Action':'s3:Put*','Resource':'*'," + condition), ALICE))
                .isEmpty();
        NamedPolicy ofOthers = bucket("{'Effect':'Allow','Principal':{'AWS':'" + OTHER
                + "'},'Action':'s3:*','Resource':'" + KEY + "'," + condition);
        assertThat(missed(ofOthers, ALICE)).isEmpty();
    }
}
