package dev.postern.services.ec2.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.services.ec2.Ec2Fixture;
import org.junit.jupiter.api.Test;

/** A token is for the next page of the listing that gave it. */
final class PageTokensTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String token = token();

    private String token() {
        for (int i = 0; i < 6; i++) {
            fixture.vpc("10." + i + ".0.0/16");
        }
        return fixture.ask(c -> c.describeVpcs(r -> r.maxResults(5))).nextToken();
    }

    @Test
    void bringsTheRest() {
        assertThat(fixture.ask(c -> c.describeVpcs(r -> r.maxResults(5).nextToken(token)))
                        .vpcs())
                .hasSize(1);
    }

    @Test
    void meansNothingToAnotherOperation() {
        String refusal = "InvalidNextToken: The token '" + token + "' is invalid";
        assertThat(fixture.refusal(c -> c.describeSubnets(r -> r.nextToken(token))))
                .isEqualTo(refusal);
        assertThat(fixture.refusal(c -> c.describeSnapshots(r -> r.nextToken(token))))
                .isEqualTo(refusal);
        assertThat(fixture.refusal(c -> c.describeTransitGateways(r -> r.nextToken("x"))))
                .isEqualTo("InvalidNextToken: The token 'x' is invalid");
    }

    @Test
    void meansNothingInAnotherRegionOrAccount() {
        fixture.region = new Region("us-west-2");
        assertThat(fixture.refusal(c -> c.describeVpcs(r -> r.nextToken(token))))
                .startsWith("InvalidNextToken: ");
        fixture.region = Region.US_EAST_1;
        fixture.account = new AccountId("222233334444");
        assertThat(fixture.refusal(c -> c.describeVpcs(r -> r.nextToken(token))))
                .startsWith("InvalidNextToken: ");
    }
}
