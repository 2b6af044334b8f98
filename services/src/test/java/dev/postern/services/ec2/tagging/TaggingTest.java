package dev.postern.services.ec2.tagging;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

class TaggingTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.1.0/24");

    @Test
    void tagsSeveralThingsAtOnce() {
        String rule = fixture.ask(c -> c.describeSecurityGroupRules(r -> {}))
                .securityGroupRules()
                .getFirst()
                .securityGroupRuleId();
        fixture.ask(c -> c.createTags(r -> r.resources(vpc, subnet, rule).tags(tag("Name", "lab"), tag("a", "b"))));
        assertThat(fixture.ask(Ec2Client::describeTags).tags()).hasSize(6);
        assertThat(fixture.ask(c -> c.describeTags(r -> r.filters(filter("resource-type", "subnet"))))
                        .tags())
                .extracting(t -> t.resourceId() + " " + t.key() + "=" + t.value())
                .containsExactly(subnet + " Name=lab", subnet + " a=b");
    }

    @Test
    void deletesByKeyAndOnlyWithTheRightValue() {
        fixture.ask(c -> c.createTags(r -> r.resources(vpc).tags(tag("Name", "lab"), tag("a", "b"))));
        fixture.ask(c -> c.deleteTags(r -> r.resources(vpc).tags(tag("Name", "other"))));
        assertThat(fixture.ask(Ec2Client::describeTags).tags()).hasSize(2);
        fixture.ask(c -> c.deleteTags(
                r -> r.resources(vpc).tags(Tag.builder().key("Name").build())));
        assertThat(fixture.ask(Ec2Client::describeTags).tags()).hasSize(1);
    }

    @Test
    void refusesWhatIsNoTagAndNoResource() {
        assertThat(refusal("vpc-0123456789abcdef0", tag("a", "b"))).startsWith("InvalidVpcID.NotFound");
        assertThat(refusal("thing-1", tag("a", "b"))).isEqualTo("InvalidID: The ID 'thing-1' is not valid");
        assertThat(refusal(vpc, tag("aws:mine", "b")))
                .isEqualTo("InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use");
        assertThat(refusal(vpc, tag("k".repeat(129), "b"))).startsWith("InvalidParameterValue");
        assertThat(refusal(vpc, tag("k", "b".repeat(257)))).startsWith("InvalidParameterValue");
        Tag[] many = IntStream.range(0, 51).mapToObj(i -> tag("k" + i, "v")).toArray(Tag[]::new);
        assertThat(refusal(vpc, many)).startsWith("TagLimitExceeded");
    }

    private String refusal(String resource, Tag... tags) {
        return fixture.refusal(c -> c.createTags(r -> r.resources(resource).tags(tags)));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
