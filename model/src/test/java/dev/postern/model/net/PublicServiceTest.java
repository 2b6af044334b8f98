package dev.postern.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PublicServiceTest {
    private static final Region DUBLIN = new Region("eu-west-1");

    /** What data directories, scripts and people know. */
    @ParameterizedTest
    @CsvSource({
        "s3, us-east-1, 198.18.0.10",
        "dynamodb, us-east-1, 198.18.1.10",
        "ec2, us-east-1, 198.18.2.10",
        "sts, us-east-1, 198.18.2.11",
        "ec2-instance-connect, us-east-1, 198.18.2.12",
        "ssm, us-east-1, 198.18.2.13",
        "logs, us-east-1, 198.18.2.14",
        "ec2, us-east-2, 198.18.6.10"
    })
    void anAddressNeverChanges(String service, String region, String address) {
        assertThat(AddressPlan.address(service, new Region(region))).hasToString(address);
    }

    @Test
    void globalAddressesNeverChange() {
        assertThat(AddressPlan.globalAddress("iam")).hasToString("198.18.126.10");
        assertThat(AddressPlan.globalAddress("sts")).hasToString("198.18.126.11");
        assertThat(AddressPlan.globalAddress("route53")).hasToString("198.18.126.12");
        assertThat(AddressPlan.globalAddress("s3")).hasToString("198.18.0.10");
    }

    @Test
    void anAddressLeadsBackToItsService() {
        for (PublicService service : PublicService.ALL) {
            if (service.regional().isPresent() || service.ownBlock().isPresent()) {
                assertThat(AddressPlan.serviceAt(AddressPlan.address(service.name(), DUBLIN)))
                        .contains(new AddressPlan.ServiceAddress(service.name(), Optional.of(DUBLIN)));
            }
            if (service.global().isPresent()) {
                assertThat(AddressPlan.serviceAt(AddressPlan.globalAddress(service.name())))
                        .contains(new AddressPlan.ServiceAddress(service.name(), Optional.empty()));
            }
        }
    }

    @Test
    void someNamesAreOnlyInSomeRegions() {
        PublicService s3 = PublicService.find("s3").orElseThrow();
        assertThat(s3.namesIn(DUBLIN))
                .containsExactly(
                        "s3.eu-west-1.amazonaws.com",
                        "s3.dualstack.eu-west-1.amazonaws.com",
                        "s3-eu-west-1.amazonaws.com",
                        "s3-accesspoint.eu-west-1.amazonaws.com",
                        "s3-accesspoint.dualstack.eu-west-1.amazonaws.com",
                        "s3-control.eu-west-1.amazonaws.com",
                        "s3-control.dualstack.eu-west-1.amazonaws.com");
        assertThat(s3.namesIn(Region.US_EAST_1))
                .contains("s3-fips.us-east-1.amazonaws.com", "s3-external-1.amazonaws.com");
        assertThat(PublicService.find("ec2").orElseThrow().namesIn(Region.US_EAST_1))
                .containsExactly("ec2.us-east-1.amazonaws.com", "ec2.amazonaws.com");
    }
}
