package dev.postern.services.ec2.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.wire.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which quotas there are, how a person names one, and that the chosen number is the one that is kept. */
class QuotasTest {
    @Test
    void aQuotaHasAWordAndTheNameAndCodeThatAwsHas() {
        for (String name : List.of("elastic-ips", "ELASTIC-IPS", "EC2-VPC Elastic IPs", "L-0263D0A3")) {
            assertThat(Quotas.of(List.of(name + "=7")).of(Quota.ELASTIC_IPS)).isEqualTo(7);
        }
        assertThat(Quotas.DEFAULTS.of(Quota.ELASTIC_IPS)).isEqualTo(5);
    }

    @Test
    void whatIsUnknownIsRefusedWithTheList() {
        assertThatThrownBy(() -> Quotas.of(List.of("vpcs=7")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no quota vpcs; there are:\n")
                .hasMessageContaining("subnets-per-vpc                  Subnets per VPC (L-407747CB): 200");
    }

    @Test
    void aNumberIsFromOneOn() {
        for (String text :
                List.of("elastic-ips", "elastic-ips=", "elastic-ips=0", "elastic-ips=-1", "elastic-ips=many")) {
            assertThatThrownBy(() -> Quotas.of(List.of(text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("elastic-ips takes a number from 1 on, as elastic-ips=5");
        }
    }

    @Test
    void theChosenNumberIsKept() {
        Ec2Fixture aws = new Ec2Fixture(Quotas.of(List.of("elastic-ips=6")));
        for (int i = 0; i < 6; i++) {
            var _ = aws.ask(ec2 -> ec2.allocateAddress());
        }
        assertThatThrownBy(() -> aws.ask(ec2 -> ec2.allocateAddress()))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("The maximum number of addresses has been reached.");
    }
}
