package dev.postern.services.ec2;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;

/** What every account finds without making it. */
class CatalogueTest {
    private final Ec2Fixture fixture = new Ec2Fixture();

    @Test
    void listsImagesTypesAndPlaces() {
        assertThat(fixture.ask(c -> c.describeImages(r -> r.owners("amazon").filters(filter("name", "postern-*"))))
                        .images())
                .singleElement()
                .satisfies(i -> assertThat(i.imageId())
                        .isEqualTo(BuiltInImage.SHARED.id(Region.US_EAST_1).value()));
        assertThat(fixture.ask(c -> c.describeImages(r -> r.owners("136693071363")))
                        .images())
                .as("Debian's own, of packages")
                .singleElement()
                .satisfies(i -> {
                    assertThat(i.imageId())
                            .isEqualTo(BuiltInImage.DEBIAN.id(Region.US_EAST_1).value());
                    assertThat(i.imageOwnerAlias()).isNull();
                    assertThat(i.publicLaunchPermissions()).isTrue();
                });
        assertThat(fixture.ask(c -> c.describeImages(r -> {})).images()).hasSize(2);
        assertThat(fixture.ask(c -> c.describeImages(r -> r.owners("self"))).images())
                .isEmpty();
        assertThat(fixture.ask(c -> c.describeInstanceTypes(r -> r.filters(filter("instance-type", "t3.*"))))
                        .instanceTypes())
                .hasSize(7)
                .allSatisfy(type -> assertThat(type.placementGroupInfo()).isNotNull());
        assertThat(fixture.refusal(c -> c.describeInstanceTypes(r -> r.instanceTypesWithStrings("z1.a"))))
                .isEqualTo("InvalidInstanceType: The following supplied instance types do not exist: [z1.a]");
        assertThat(fixture.ask(c -> c.describeInstanceTypeOfferings(
                                r -> r.locationType("availability-zone").filters(filter("instance-type", "t3.micro"))))
                        .instanceTypeOfferings())
                .hasSize(6);
        assertThat(fixture.ask(Ec2Client::describeRegions).regions()).hasSize(Region.ALL.size());
        assertThat(fixture.ask(Ec2Client::describeAvailabilityZones).availabilityZones())
                .hasSize(6);
        assertThat(fixture.ask(Ec2Client::describeAccountAttributes).accountAttributes())
                .extracting(AccountAttribute::attributeName)
                .contains("default-vpc", "supported-platforms");
    }
}
