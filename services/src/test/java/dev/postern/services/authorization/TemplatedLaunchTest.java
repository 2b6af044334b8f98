package dev.postern.services.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Service;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.ec2.flowlogs.FlowLogDelivery;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** A launch with a template is judged by all that it launches, whoever says it. */
final class TemplatedLaunchTest {
    private static final String MINE = "arn:aws:ec2:us-east-1:111122223333:";

    private final TestAccount account = new TestAccount();
    private final Ec2Client ec2 = new Ec2Service(
            account.cloud(),
            new Host("x86_64", id -> Optional.empty(), id -> true, new SecureRandom()),
            Quotas.DEFAULTS,
            FlowLogDelivery.UNDISTURBED);
    private final String vpc = account.asRoot(
            () -> ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId());
    private final String subnet =
            account.asRoot(() -> ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                    .subnet()
                    .subnetId());
    private final String image = account.asRoot(() ->
            ec2.describeImages(r -> r.owners("amazon")).images().getFirst().imageId());
    private final String template = account.asRoot(() -> ec2.createLaunchTemplate(r -> r.launchTemplateName("web")
                    .launchTemplateData(d -> d.imageId(image).instanceType("t3.micro")))
            .launchTemplate()
            .launchTemplateId());

    @AfterEach
    void close() {
        account.close();
    }

    private List<Check> needed(RunInstancesRequest request) {
        return new Ec2Permissions()
                .needed(account.cloud().snapshot(), account.context(TestAccount.ROOT), "RunInstances", request);
    }

    private static List<String> values(List<Check> checks, String resource, String key) {
        return checks.stream()
                .filter(check -> check.resource().endsWith(resource))
                .findFirst()
                .orElseThrow()
                .keys()
                .values(key);
    }

    @Test
    void whatTheTemplateSaysIsJudgedToo() {
        List<Check> checks = needed(RunInstancesRequest.builder()
                .launchTemplate(t -> t.launchTemplateName("web"))
                .subnetId(subnet)
                .build());
        assertThat(checks)
                .extracting(Check::resource)
                .contains(
                        MINE + "launch-template/" + template,
                        MINE + "subnet/" + subnet,
                        MINE + "instance/*",
                        "arn:aws:ec2:us-east-1::image/" + image);
        assertThat(values(checks, "instance/*", "ec2:instancetype")).containsExactly("t3.micro");
        assertThat(values(checks, "instance/*", "ec2:launchtemplate"))
                .containsExactly(MINE + "launch-template/" + template);
        assertThat(values(checks, "image/" + image, "ec2:islaunchtemplateresource"))
                .containsExactly("true");
        assertThat(values(checks, "subnet/" + subnet, "ec2:islaunchtemplateresource"))
                .containsExactly("false");
    }

    @Test
    void whatTheRequestNamesByANameIsItsOwn() {
        List<Check> checks = needed(RunInstancesRequest.builder()
                .launchTemplate(t -> t.launchTemplateName("web"))
                .subnetId(subnet)
                .securityGroups("default")
                .build());
        assertThat(values(checks, "launch-template/" + template, "ec2:islaunchtemplateresource"))
                .containsExactly("false");
        assertThat(checks.stream()
                        .filter(check -> check.resource().startsWith(MINE + "security-group/sg-"))
                        .map(check -> check.keys().values("ec2:islaunchtemplateresource")))
                .containsExactly(List.of("false"));
    }

    @Test
    void aTemplateIsNamedByItsNameToo() {
        assertThat(new Ec2Permissions()
                        .needed(
                                account.cloud().snapshot(),
                                account.context(TestAccount.ROOT),
                                "ModifyLaunchTemplate",
                                ModifyLaunchTemplateRequest.builder()
                                        .launchTemplateName("web")
                                        .build()))
                .extracting(Check::resource)
                .containsExactly(MINE + "launch-template/" + template);
    }
}
