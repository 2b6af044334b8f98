package dev.postern.services.ec2.filtering;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GetSecurityGroupsForVpcResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupForVpc;
import software.amazon.awssdk.services.ec2.model.Tag;

class SecurityGroupsForVpcTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String web = group(vpc, "web");

    @Test
    void tellsOfTheGroupsThatInterfacesThereMayHave() {
        group(fixture.vpc("10.1.0.0/16"), "elsewhere");
        fixture.ask(c -> c.createTags(
                r -> r.resources(web).tags(Tag.builder().key("k").value("v").build())));

        assertThat(groups()).extracting(SecurityGroupForVpc::groupName).containsExactlyInAnyOrder("default", "web");
        assertThat(groups(filter("group-id", web))).singleElement().satisfies(one -> {
            assertThat(one.groupId()).isEqualTo(web);
            assertThat(one.description()).isEqualTo("of web");
            assertThat(one.ownerId()).isEqualTo(Ec2Fixture.ACCOUNT.value());
            assertThat(one.primaryVpcId()).isEqualTo(vpc);
            assertThat(one.tags()).extracting(Tag::value).containsExactly("v");
        });
        assertThat(groups(filter("group-name", "def*"), filter("primary-vpc-id", vpc)))
                .hasSize(1);
        assertThat(groups(filter("description", "nothing"))).isEmpty();
        assertThat(groups(filter("owner-id", Ec2Fixture.ACCOUNT.value()))).hasSize(2);
    }

    @Test
    void tellsThemInPages() {
        for (int i = 0; i < 5; i++) {
            group(vpc, "more" + i);
        }
        GetSecurityGroupsForVpcResponse first =
                fixture.ask(c -> c.getSecurityGroupsForVpc(r -> r.vpcId(vpc).maxResults(5)));
        assertThat(first.securityGroupForVpcs()).hasSize(5);
        assertThat(fixture.ask(c -> c.getSecurityGroupsForVpc(
                                r -> r.vpcId(vpc).maxResults(5).nextToken(first.nextToken())))
                        .securityGroupForVpcs())
                .hasSize(2)
                .doesNotContainAnyElementsOf(first.securityGroupForVpcs());
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThat(fixture.refusal(c -> c.getSecurityGroupsForVpc(r -> {}))).startsWith("MissingParameter");
        assertThat(fixture.refusal(c -> c.getSecurityGroupsForVpc(r -> r.vpcId("vpc-0123456789abcdef0"))))
                .startsWith("InvalidVpcID.NotFound");
        assertThat(fixture.refusal(
                        c -> c.getSecurityGroupsForVpc(r -> r.vpcId(vpc).maxResults(4))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(
                        c -> c.getSecurityGroupsForVpc(r -> r.vpcId(vpc).maxResults(1001))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(
                        c -> c.getSecurityGroupsForVpc(r -> r.vpcId(vpc).nextToken("none"))))
                .startsWith("InvalidNextToken");
        assertThat(fixture.refusal(
                        c -> c.getSecurityGroupsForVpc(r -> r.vpcId(vpc).filters(filter("vpc-id", vpc)))))
                .startsWith("InvalidParameterValue");
    }

    private String group(String in, String name) {
        return fixture.ask(c ->
                        c.createSecurityGroup(r -> r.vpcId(in).groupName(name).description("of " + name)))
                .groupId();
    }

    private List<SecurityGroupForVpc> groups(Filter... filters) {
        return fixture.ask(c -> c.getSecurityGroupsForVpc(r -> r.vpcId(vpc).filters(filters)))
                .securityGroupForVpcs();
    }
}
