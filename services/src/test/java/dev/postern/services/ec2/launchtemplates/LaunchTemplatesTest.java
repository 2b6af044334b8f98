package dev.postern.services.ec2.launchtemplates;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static dev.postern.services.ec2.Ec2Fixture.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceNetworkInterfaceSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;

class LaunchTemplatesTest {
    private static final String IMAGE = BuiltInImage.SHARED.id(Region.US_EAST_1).value();

    private final Ec2Fixture fixture = new Ec2Fixture();

    private LaunchTemplate make(String name, Consumer<RequestLaunchTemplateData.Builder> data) {
        return fixture.ask(c ->
                        c.createLaunchTemplate(r -> r.launchTemplateName(name).launchTemplateData(data)))
                .launchTemplate();
    }

    private LaunchTemplateVersion version(String template, String version) {
        return fixture.ask(c -> c.describeLaunchTemplateVersions(
                        r -> r.launchTemplateId(template).versions(version)))
                .launchTemplateVersions()
                .getFirst();
    }

    private static Consumer<RunInstancesRequest.Builder> launch(
            String template, Consumer<RunInstancesRequest.Builder> more) {
        Consumer<RunInstancesRequest.Builder> from = r ->
                r.launchTemplate(t -> t.launchTemplateId(template)).minCount(1).maxCount(1);
        return from.andThen(more);
    }

    private Instance run(String template, Consumer<RunInstancesRequest.Builder> more) {
        return fixture.ask(c -> c.runInstances(launch(template, more)))
                .instances()
                .getFirst();
    }

    private static Map<String, String> tags(Instance instance) {
        Map<String, String> tags = new TreeMap<>();
        instance.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    @Test
    void aTemplateLivesAndDies() {
        LaunchTemplate made = fixture.ask(c -> c.createLaunchTemplate(r -> r.launchTemplateName("web")
                        .versionDescription("first")
                        .tagSpecifications(tagged("launch-template", "team", "net"))
                        .launchTemplateData(d -> d.imageId(IMAGE).instanceType("t3.small"))))
                .launchTemplate();
        assertThat(made.launchTemplateId()).matches("lt-0[0-9a-f]{16}");
        assertThat(made.defaultVersionNumber()).isEqualTo(1);
        assertThat(made.tags())
                .containsExactly(Tag.builder().key("team").value("net").build());
        LaunchTemplateVersion first = version(made.launchTemplateId(), "$Default");
        assertThat(first.versionDescription()).isEqualTo("first");
        assertThat(first.defaultVersion()).isTrue();
        assertThat(first.launchTemplateData().instanceTypeAsString()).isEqualTo("t3.small");
        assertThat(fixture.refusal(c ->
                        c.createLaunchTemplate(r -> r.launchTemplateName("web").launchTemplateData(d -> {}))))
                .isEqualTo("InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.");
        fixture.ask(c -> c.deleteLaunchTemplate(r -> r.launchTemplateName("web")));
        assertThat(fixture.refusal(c -> c.describeLaunchTemplates(r -> r.launchTemplateIds(made.launchTemplateId()))))
                .isEqualTo("InvalidLaunchTemplateId.NotFound: The specified launch template, with template ID "
                        + made.launchTemplateId() + ", does not exist.");
        assertThat(fixture.refusal(c -> c.describeLaunchTemplates(r -> r.launchTemplateNames("web"))))
                .isEqualTo(
                        "InvalidLaunchTemplateName.NotFoundException: The specified launch template, with template name"
                                + " web, does not exist.");
        assertThat(fixture.refusal(c -> c.deleteLaunchTemplate(r -> r.launchTemplateId("lt-1"))))
                .startsWith("InvalidLaunchTemplateId.Malformed: ");
        assertThat(fixture.refusal(c ->
                        c.createLaunchTemplate(r -> r.launchTemplateName("a b").launchTemplateData(d -> {}))))
                .startsWith("InvalidLaunchTemplateName.MalformedException: ");
        assertThat(fixture.refusal(c -> c.createLaunchTemplate(r -> r.launchTemplateName("none"))))
                .startsWith("MissingParameter: ");
    }

    @Test
    void aVersionSaysOverItsSource() {
        String id = make("web", d -> d.imageId(IMAGE).instanceType("t3.small").keyName("one"))
                .launchTemplateId();
        LaunchTemplateVersion second = fixture.ask(c -> c.createLaunchTemplateVersion(
                        r -> r.launchTemplateId(id).sourceVersion("1").launchTemplateData(d -> d.keyName("two"))))
                .launchTemplateVersion();
        assertThat(second.versionNumber()).isEqualTo(2);
        assertThat(second.launchTemplateData().keyName()).isEqualTo("two");
        assertThat(second.launchTemplateData().imageId()).isEqualTo(IMAGE);
        fixture.ask(c -> c.createLaunchTemplateVersion(
                r -> r.launchTemplateName("web").launchTemplateData(d -> d.imageId(IMAGE))));
        assertThat(version(id, "$Latest").launchTemplateData().keyName()).isNull();
        assertThat(version(id, "$Default").versionNumber()).isEqualTo(1);
        fixture.ask(c -> c.modifyLaunchTemplate(r -> r.launchTemplateId(id).defaultVersion("2")));
        assertThat(version(id, "$Default").versionNumber()).isEqualTo(2);
        assertThat(fixture.refusal(
                        c -> c.modifyLaunchTemplate(r -> r.launchTemplateId(id).defaultVersion("9"))))
                .isEqualTo(
                        "InvalidLaunchTemplateId.VersionNotFound: Could not find the specified version 9 for the launch"
                                + " template with ID " + id + ".");
        var deleted = fixture.ask(
                c -> c.deleteLaunchTemplateVersions(r -> r.launchTemplateId(id).versions("1", "2", "7")));
        assertThat(deleted.successfullyDeletedLaunchTemplateVersions())
                .extracting(one -> one.versionNumber())
                .containsExactly(1L);
        assertThat(deleted.unsuccessfullyDeletedLaunchTemplateVersions())
                .extracting(one -> one.responseError().codeAsString())
                .containsExactly("unexpectedError", "launchTemplateVersionDoesNotExist");
        assertThat(fixture.ask(c -> c.createLaunchTemplateVersion(
                                r -> r.launchTemplateId(id).launchTemplateData(d -> {})))
                        .launchTemplateVersion()
                        .versionNumber())
                .isEqualTo(4);
    }

    @Test
    void listsAreFilteredAndPaged() {
        String one = make("one", d -> d.imageId(IMAGE)).launchTemplateId();
        String two = make("two", d -> d.instanceType("t3.small")).launchTemplateId();
        for (int i = 0; i < 3; i++) {
            fixture.ask(c -> c.createLaunchTemplateVersion(
                    r -> r.launchTemplateId(one).launchTemplateData(d -> d.instanceType("t3.micro"))));
        }
        var page = fixture.ask(c -> c.describeLaunchTemplates(r -> r.maxResults(1)));
        assertThat(page.launchTemplates()).hasSize(1);
        assertThat(fixture.ask(c -> c.describeLaunchTemplates(r -> r.nextToken(page.nextToken())))
                        .launchTemplates())
                .hasSize(1)
                .doesNotContainAnyElementsOf(page.launchTemplates());
        assertThat(fixture.ask(c -> c.describeLaunchTemplates(r -> r.filters(filter("launch-template-name", "tw*"))))
                        .launchTemplates())
                .extracting(LaunchTemplate::launchTemplateId)
                .containsExactly(two);
        assertThat(numbers(r -> r.launchTemplateId(one))).containsExactly(4L, 3L, 2L, 1L);
        assertThat(numbers(r -> r.launchTemplateId(one).minVersion("2").maxVersion("3")))
                .containsExactly(3L, 2L);
        assertThat(numbers(r -> r.launchTemplateId(one).filters(filter("image-id", IMAGE))))
                .containsExactly(1L);
        assertThat(numbers(r -> r.launchTemplateId(one).filters(filter("is-default-version", "true"))))
                .containsExactly(1L);
        assertThat(numbers(r -> r.versions("$Latest"))).containsExactlyInAnyOrder(4L, 1L);
        assertThat(fixture.refusal(c -> c.describeLaunchTemplateVersions(r -> r.versions("1"))))
                .startsWith("MissingParameter: ");
    }

    private List<Long> numbers(
            Consumer<software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest.Builder> request) {
        return fixture.ask(c -> c.describeLaunchTemplateVersions(request)).launchTemplateVersions().stream()
                .map(LaunchTemplateVersion::versionNumber)
                .toList();
    }

    @Test
    void aLaunchTakesWhatItDoesNotSayFromTheTemplate() {
        String vpc = fixture.vpc("10.0.0.0/16");
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        String id = make(
                        "web",
                        d -> d.imageId(IMAGE)
                                .instanceType("t3.small")
                                .disableApiTermination(true)
                                .metadataOptions(m -> m.httpTokens("required"))
                                .networkInterfaces(LaunchTemplateInstanceNetworkInterfaceSpecificationRequest.builder()
                                        .deviceIndex(0)
                                        .subnetId(subnet)
                                        .privateIpAddress("10.0.1.77")
                                        .build())
                                .tagSpecifications(LaunchTemplateTagSpecificationRequest.builder()
                                        .resourceType("instance")
                                        .tags(Tag.builder()
                                                .key("Name")
                                                .value("web")
                                                .build())
                                        .build()))
                .launchTemplateId();
        Instance instance = run(id, r -> r.instanceType("t3.micro"));
        assertThat(instance.instanceTypeAsString()).isEqualTo("t3.micro");
        assertThat(instance.privateIpAddress()).isEqualTo("10.0.1.77");
        assertThat(instance.metadataOptions().httpTokensAsString()).isEqualTo("required");
        assertThat(tags(instance))
                .isEqualTo(Map.of("Name", "web", "aws:ec2launchtemplate:id", id, "aws:ec2launchtemplate:version", "1"));
        assertThat(fixture.refusal(c -> c.runInstances(launch(id, r -> r.subnetId(subnet)))))
                .startsWith("InvalidParameterCombination: Network interfaces and an instance-level subnet ID");
        fixture.ask(c -> c.deleteTags(r -> r.resources(instance.instanceId())));
        assertThat(fixture.ask(Ec2Client::describeInstances)
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .tags())
                .extracting(Tag::key)
                .containsExactly("aws:ec2launchtemplate:id", "aws:ec2launchtemplate:version");
        var data = fixture.ask(c -> c.getLaunchTemplateData(r -> r.instanceId(instance.instanceId())))
                .launchTemplateData();
        assertThat(data.imageId()).isEqualTo(IMAGE);
        assertThat(data.networkInterfaces().getFirst().subnetId()).isEqualTo(subnet);
    }

    @Test
    void userDataIsLookedAtWhenATemplateIsMade() {
        assertThat(fixture.refusal(c -> c.createLaunchTemplate(r -> r.launchTemplateName("plain")
                        .launchTemplateData(d -> d.userData("#!/bin/sh\necho not in Base64")))))
                .isEqualTo("InvalidUserData.Malformed: Invalid BASE64 encoding of user data.");
        String id = make("good", d -> d.userData("IyEvYmluL3NoCg==")).launchTemplateId();
        assertThat(fixture.refusal(c -> c.createLaunchTemplateVersion(
                        r -> r.launchTemplateId(id).launchTemplateData(d -> d.userData("#!/bin/sh")))))
                .startsWith("InvalidUserData.Malformed");
    }

    @Test
    void whoMakesATemplateIsWarnedOfWhatItsLaunchesAreRefusedFor() {
        String subnet = fixture.subnet(fixture.vpc("10.0.0.0/16"), "10.0.1.0/24");
        CreateLaunchTemplateResponse made = fixture.ask(c -> c.createLaunchTemplate(r -> r.launchTemplateName("odd")
                .clientToken("t")
                .launchTemplateData(d -> d.imageId(IMAGE)
                        .metadataOptions(m -> m.httpTokens("never").httpPutResponseHopLimit(65))
                        .tagSpecifications(LaunchTemplateTagSpecificationRequest.builder()
                                .resourceType("teapot")
                                .tags(Tag.builder().key("aws:mine").value("1").build())
                                .build()))));
        assertThat(made.warning().errors())
                .extracting(e -> e.code() + ": " + e.message())
                .containsExactly(
                        "InvalidParameterValue: Value (never) for parameter HttpTokens is invalid.",
                        "InvalidParameterValue: Value (65) for parameter HttpPutResponseHopLimit is invalid.",
                        "InvalidParameterValue: 'teapot' is not a valid taggable resource type for this operation.",
                        "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use");
        String id = made.launchTemplate().launchTemplateId();
        assertThat(fixture.refusal(c -> c.runInstances(launch(id, r -> r.subnetId(subnet)))))
                .isEqualTo("InvalidParameterValue: Value (never) for parameter HttpTokens is invalid.");
        assertThat(fixture.ask(c -> c.createLaunchTemplateVersion(r -> r.launchTemplateId(id)
                                .sourceVersion("1")
                                .launchTemplateData(d -> d.instanceType("t3.micro"))))
                        .warning()
                        .errors())
                .as("what a version has of its source counts, too")
                .hasSize(4);
        assertThat(fixture.ask(c -> c.createLaunchTemplateVersion(
                                r -> r.launchTemplateId(id).launchTemplateData(d -> d.instanceType("t3.micro"))))
                        .warning())
                .isNull();
    }

    @Test
    void whatNothingHonoursIsKeptAndRefusedAtLaunch() {
        String subnet = fixture.subnet(fixture.vpc("10.0.0.0/16"), "10.0.1.0/24");
        String id = make("odd", d -> d.imageId(IMAGE).ebsOptimized(true).instanceType("t3.micro"))
                .launchTemplateId();
        assertThat(version(id, "1").launchTemplateData().ebsOptimized()).isTrue();
        assertThat(fixture.refusal(c -> c.runInstances(launch(id, r -> r.subnetId(subnet)))))
                .isEqualTo(
                        "UnsupportedOperation: The parameter EbsOptimized of the launch template is not supported here.");
        String any = make("any", d -> d.imageId(IMAGE).instanceRequirements(q -> q.vCpuCount(v -> v.min(1))))
                .launchTemplateId();
        assertThat(fixture.refusal(c -> c.runInstances(launch(any, r -> r.subnetId(subnet)))))
                .isEqualTo(
                        "UnsupportedOperation: The parameter InstanceRequirements of the launch template is not supported"
                                + " here.");
    }

    @Test
    void aLaunchNamesATemplateThatThereIs() {
        String id = make("web", d -> d.imageId(IMAGE)).launchTemplateId();
        assertThat(fixture.refusal(c -> c.runInstances(
                        r -> r.minCount(1).maxCount(1).launchTemplate(t -> t.launchTemplateName("none")))))
                .startsWith("InvalidLaunchTemplateName.NotFoundException: ");
        assertThat(fixture.refusal(c -> c.runInstances(r -> r.minCount(1)
                        .maxCount(1)
                        .launchTemplate(t -> t.launchTemplateId(id).version("3")))))
                .startsWith("InvalidLaunchTemplateId.VersionNotFound: ");
        assertThat(fixture.refusal(c -> c.runInstances(r -> r.minCount(1)
                        .maxCount(1)
                        .launchTemplate(t -> t.launchTemplateId(id).launchTemplateName("web")))))
                .startsWith("InvalidParameterCombination: ");
    }
}
