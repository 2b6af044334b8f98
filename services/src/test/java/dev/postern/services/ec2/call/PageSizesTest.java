package dev.postern.services.ec2.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The largest pages that EC2's model has for operations whose bound is not the usual 1,000. */
final class PageSizesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();

    private void most(int most, BiFunction<Ec2Client, Integer, Object> operation) {
        fixture.ask(ec2 -> operation.apply(ec2, most));
        assertThat(fixture.refusal(ec2 -> operation.apply(ec2, most + 1)))
                .isEqualTo("InvalidParameterValue: Value ( " + (most + 1)
                        + " ) for parameter maxResults is invalid. Expecting a value less than " + most + ".");
    }

    @Test
    void largerOnesAreRefused() {
        String list = fixture.ask(ec2 -> ec2.createManagedPrefixList(create ->
                        create.prefixListName("offices").addressFamily("IPv4").maxEntries(1)))
                .prefixList()
                .prefixListId();
        most(100, (ec2, size) -> ec2.describeManagedPrefixLists(r -> r.maxResults(size)));
        most(
                100,
                (ec2, size) -> ec2.getManagedPrefixListEntries(
                        r -> r.prefixListId(list).maxResults(size)));
        most(
                255,
                (ec2, size) -> ec2.getManagedPrefixListAssociations(
                        r -> r.prefixListId(list).maxResults(size)));
        most(255, (ec2, size) -> ec2.describeEgressOnlyInternetGateways(r -> r.maxResults(size)));
        most(100, (ec2, size) -> ec2.describeNetworkInsightsPaths(r -> r.maxResults(size)));
        most(100, (ec2, size) -> ec2.describeNetworkInsightsAnalyses(r -> r.maxResults(size)));
        most(100, (ec2, size) -> ec2.describeRouteTables(r -> r.maxResults(size)));
        most(100, (ec2, size) -> ec2.describeInstanceTypes(r -> r.maxResults(size)));
        most(200, (ec2, size) -> ec2.describeLaunchTemplates(r -> r.maxResults(size)));
        most(1_000, (ec2, size) -> ec2.describeNetworkInterfaces(r -> r.maxResults(size)));
    }
}
