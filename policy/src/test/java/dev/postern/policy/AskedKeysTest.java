package dev.postern.policy;

import static dev.postern.policy.Fixtures.ALICE;
import static dev.postern.policy.Fixtures.identity;
import static dev.postern.policy.Fixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AskedKeysTest {
    private static final NamedPolicy POLICY = identity(
            "{'Effect':'Allow','Action':'s3:Get*','Resource':'arn:aws:s3:::home/${aws:username}/*','Condition':"
                    + "{'StringEquals':{'aws:SourceVpce':'${aws:PrincipalTag/door}'}}}",
            "{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':{'Bool':{'AWS:sourcevpce':'x'}}}",
            "{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3:::home/a*'}");

    @Test
    void keysComeOnceAsTheyAreSpelledAndInTheirOrder() {
        assertThat(AskedKeys.of(List.of(POLICY.policy(), POLICY.policy())))
                .containsExactly("aws:username", "aws:SourceVpce", "aws:PrincipalTag/door");
    }

    @Test
    void allStatementsThatAreForARequestMatch() {
        var request = request(
                ALICE,
                "s3:GetObject",
                "arn:aws:s3:::home/alice/x",
                "aws:username",
                "alice",
                "aws:SourceVpce",
                "vpce-1",
                "aws:PrincipalTag/door",
                "vpce-1");
        assertThat(Matched.in(POLICY, request, false))
                .extracting(matched -> matched.statement().index())
                .containsExactly(0, 2);
        assertThat(Matched.in(POLICY, request(ALICE, "s3:PutObject", "arn:aws:s3:::home/b"), false))
                .isEmpty();
        assertThat(Matched.speaksOf(POLICY.policy(), "arn:aws:s3:::home/anybody/x"))
                .isTrue();
    }
}
