package dev.postern.services.ec2.flowlogs;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static dev.postern.services.ec2.Ec2Fixture.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Tags;
import dev.postern.model.ec2.FlowField;
import dev.postern.model.ec2.FlowLogId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.s3.Bucket;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.storage.Cloud;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.FlowLog;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

class FlowLogsTest {
    private static final String BUCKET = "arn:aws:s3:::flows";
    private static final String EXISTS = "FlowLogAlreadyExists: Error. There is an existing Flow Log with the same"
            + " configuration and log destination.";
    private static final String UNKNOWN = "fl-0123456789abcdef0";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.1.0/24");
    private final String eni = fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
            .networkInterface()
            .networkInterfaceId();

    @BeforeEach
    void makeBucket() {
        Bucket bucket = Bucket.of(
                "flows",
                "b-1",
                Ec2Fixture.ACCOUNT,
                Region.US_EAST_1,
                Instant.EPOCH,
                Optional.empty(),
                Optional.of(Bucket.PublicAccessBlock.ALL),
                Tags.NONE,
                Optional.empty());
        fixture.cloud.commit(snapshot -> new Cloud.Outcome<>(Change.put(bucket), true));
    }

    private static void toBucket(CreateFlowLogsRequest.Builder request) {
        request.logDestinationType("s3").logDestination(BUCKET);
    }

    private CreateFlowLogsResponse create(String type, Consumer<CreateFlowLogsRequest.Builder> more, String... ids) {
        return fixture.ask(c -> c.createFlowLogs(r -> {
            toBucket(r.resourceType(type).resourceIds(ids).trafficType("ALL"));
            more.accept(r);
        }));
    }

    private String created(String type, String id, Consumer<CreateFlowLogsRequest.Builder> more) {
        CreateFlowLogsResponse response = create(type, more, id);
        assertThat(response.unsuccessful()).isEmpty();
        return response.flowLogIds().getFirst();
    }

    private String refusal(Consumer<CreateFlowLogsRequest.Builder> more) {
        return fixture.refusal(c -> c.createFlowLogs(r -> {
            toBucket(r.resourceType("VPC").resourceIds(vpc).trafficType("ALL"));
            more.accept(r);
        }));
    }

    private FlowLog described(String id) {
        return fixture.ask(c -> c.describeFlowLogs(r -> r.flowLogIds(id)))
                .flowLogs()
                .getFirst();
    }

    private List<String> found(String name, String value) {
        return fixture.ask(c -> c.describeFlowLogs(r -> r.filter(filter(name, value)))).flowLogs().stream()
                .map(FlowLog::flowLogId)
                .toList();
    }

    private static String text(UnsuccessfulItem item) {
        return item.resourceId() + " " + item.error().code() + ": "
                + item.error().message();
    }

    @Test
    void aFlowLogHasTheDefaultsOfAws() {
        FlowLog log = described(created("VPC", vpc, r -> {}));
        assertThat(log.flowLogStatus()).isEqualTo("ACTIVE");
        assertThat(log.creationTime()).isEqualTo(fixture.now);
        assertThat(log.resourceId()).isEqualTo(vpc);
        assertThat(log.trafficTypeAsString()).isEqualTo("ALL");
        assertThat(log.logDestinationTypeAsString()).isEqualTo("s3");
        assertThat(log.logDestination()).isEqualTo(BUCKET);
        assertThat(log.maxAggregationInterval()).isEqualTo(600);
        assertThat(log.logFormat())
                .isEqualTo("${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport}"
                        + " ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}");
        assertThat(log.destinationOptions().fileFormatAsString()).isEqualTo("plain-text");
        assertThat(log.destinationOptions().hiveCompatiblePartitions()).isFalse();
        assertThat(log.destinationOptions().perHourPartition()).isFalse();
        assertThat(log.deliverLogsStatus()).isEqualTo("SUCCESS");
        assertThat(log.deliverLogsErrorMessage()).isNull();
        assertThat(log.tags()).isEmpty();
    }

    @Test
    void aFlowLogHasWhatTheRequestSays() {
        String id = created(
                "Subnet",
                subnet,
                r -> r.trafficType("REJECT")
                        .logDestination(BUCKET + "/a/b/")
                        .logFormat("${pkt-srcaddr} ${action}")
                        .maxAggregationInterval(60)
                        .destinationOptions(o -> o.fileFormat("plain-text")
                                .hiveCompatiblePartitions(true)
                                .perHourPartition(true))
                        .tagSpecifications(tagged("vpc-flow-log", "Team", "blue")));
        FlowLog log = described(id);
        assertThat(log.resourceId()).isEqualTo(subnet);
        assertThat(log.trafficTypeAsString()).isEqualTo("REJECT");
        assertThat(log.logDestination()).isEqualTo(BUCKET + "/a/b/");
        assertThat(log.logFormat()).isEqualTo("${pkt-srcaddr} ${action}");
        assertThat(log.maxAggregationInterval()).isEqualTo(60);
        assertThat(log.destinationOptions().hiveCompatiblePartitions()).isTrue();
        assertThat(log.destinationOptions().perHourPartition()).isTrue();
        assertThat(log.tags())
                .containsExactly(Tag.builder().key("Team").value("blue").build());
    }

    @Test
    void severalResourcesHaveAFlowLogEachAndTheVpcKnowsAll() {
        String other = fixture.vpc("10.1.0.0/16");
        CreateFlowLogsResponse both = create("VPC", r -> r.clientToken("t"), vpc, other, vpc);
        assertThat(both.flowLogIds()).hasSize(2).doesNotHaveDuplicates();
        assertThat(both.clientToken()).isEqualTo("t");
        String ofSubnet = created("Subnet", subnet, r -> {});
        String ofInterface = created("NetworkInterface", eni, r -> {});
        assertThat(fixture.cloud
                        .snapshot()
                        .by(Indexes.FLOW_LOGS_BY_VPC, new VpcId(vpc))
                        .values())
                .extracting(log -> log.id().value())
                .containsExactlyInAnyOrder(both.flowLogIds().getFirst(), ofSubnet, ofInterface);
        assertThat(fixture.cloud.snapshot().find(dev.postern.model.ec2.FlowLog.class, fixture.scope(), ofInterface))
                .hasValueSatisfying(log -> {
                    assertThat(log.format()).isEqualTo(FlowField.DEFAULT);
                    assertThat(log.createdBy()).isEqualTo("arn:aws:iam::111122223333:root");
                });
    }

    @Test
    void whatIsNotThereIsToldForEachResource() {
        CreateFlowLogsResponse response = create("VPC", r -> {}, vpc, "vpc-0123456789abcdef0");
        assertThat(response.flowLogIds()).hasSize(1);
        assertThat(response.unsuccessful())
                .extracting(FlowLogsTest::text)
                .containsExactly("vpc-0123456789abcdef0 InvalidVpcId.NotFound: Unknown resource vpc-0123456789abcdef0");
        assertThat(create("Subnet", r -> {}, "subnet-0123456789abcdef0").unsuccessful())
                .extracting(FlowLogsTest::text)
                .containsExactly(
                        "subnet-0123456789abcdef0 InvalidSubnetId.NotFound: Unknown resource subnet-0123456789abcdef0");
        assertThat(create("NetworkInterface", r -> {}, "eni-0123456789abcdef0").unsuccessful())
                .extracting(item -> item.error().code())
                .containsExactly("InvalidNetworkInterfaceId.NotFound");
    }

    @Test
    void twoOfAResourceDoNotGoToTheSamePlace() {
        created("VPC", vpc, r -> {});
        assertThat(refusal(r -> r.trafficType("REJECT").maxAggregationInterval(60)))
                .isEqualTo(EXISTS);
        created("VPC", vpc, r -> r.logDestination(BUCKET + "/folder"));
        assertThat(refusal(r -> r.logDestination(BUCKET + "/folder/"))).isEqualTo(EXISTS);
        created("Subnet", subnet, r -> {});
    }

    @Test
    void aRepeatedTokenFindsWhatWasMade() {
        Consumer<CreateFlowLogsRequest.Builder> token = r -> r.clientToken("once");
        CreateFlowLogsResponse first = create("VPC", token, vpc);
        assertThat(create("VPC", token, vpc)).isEqualTo(first);
        assertThat(refusal(r -> r.clientToken("once").trafficType("REJECT")))
                .startsWith("IdempotentParameterMismatch: ");
    }

    @Test
    void aTokenWithWhichNothingWasMadeIsFree() {
        Consumer<CreateFlowLogsRequest.Builder> later =
                r -> r.clientToken("later").logDestination("arn:aws:s3:::later");
        assertThat(create("VPC", later, vpc).unsuccessful())
                .extracting(FlowLogsTest::text)
                .containsExactly(vpc + " 400: LogDestination: later does not exist.");
        fixture.cloud.commit(snapshot -> new Cloud.Outcome<>(
                Change.put(Bucket.of(
                        "later",
                        "b-2",
                        Ec2Fixture.ACCOUNT,
                        Region.US_EAST_1,
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Tags.NONE,
                        Optional.empty())),
                true));
        assertThat(create("VPC", later, vpc).flowLogIds()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cloud-watch-logs      | UnsupportedOperation: Flow logs with the log destination type cloud-watch-logs are not available here: name a bucket, with the log destination type s3.
                                  | UnsupportedOperation: Flow logs with the log destination type cloud-watch-logs are not available here: name a bucket, with the log destination type s3.
            kinesis-data-firehose | UnsupportedOperation: Flow logs with the log destination type kinesis-data-firehose are not available here: name a bucket, with the log destination type s3.
            tape                  | InvalidParameterValue: Value (tape) for parameter LogDestinationType is invalid. Valid values: cloud-watch-logs, s3, kinesis-data-firehose
            """)
    void otherDestinationsThanBucketsAreRefused(String type, String error) {
        assertThat(refusal(r -> r.logDestinationType(type))).isEqualTo(error);
    }

    @Test
    void whatIsSaidOfOtherDestinationsIsRefused() {
        assertThat(refusal(r -> r.logGroupName("group")))
                .isEqualTo("InvalidParameter: LogDestination type must be cloud-watch-logs if LogGroupName is"
                        + " provided.");
        assertThat(refusal(r -> r.deliverLogsPermissionArn("arn:aws:iam::111122223333:role/r")))
                .isEqualTo("InvalidParameter: DeliverLogsPermissionArn is not applicable for s3 delivery");
        assertThat(refusal(r -> r.deliverCrossAccountRole("arn:aws:iam::111122223333:role/r")))
                .isEqualTo("InvalidParameter: DeliverCrossAccountRole is not applicable for s3 delivery");
        assertThat(refusal(r -> r.destinationOptions(o -> o.fileFormat("parquet"))))
                .isEqualTo("UnsupportedOperation: The file format parquet is not available here: use plain-text.");
        assertThat(refusal(r -> r.destinationOptions(o -> o.fileFormat("csv"))))
                .startsWith("InvalidParameterValue: Value (csv) for parameter FileFormat is invalid.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flows",
                "arn:aws:s3:::",
                "arn:aws:s3:::/folder",
                "arn:aws:s3:us-east-1:111122223333:flows",
                "arn:aws:logs:us-east-1:111122223333:log-group:g"
            })
    void aDestinationIsTheArnOfABucket(String arn) {
        assertThat(refusal(r -> r.logDestination(arn)))
                .startsWith("InvalidParameterValue: Invalid LogDestination: " + arn + ".");
    }

    @Test
    void aDestinationIsNeededAndNotAwsOwnFolder() {
        assertThat(refusal(r -> r.logDestination(null)))
                .isEqualTo("InvalidParameter: LogDestination can't be empty if LogGroupName is not provided.");
        assertThat(refusal(r -> r.logDestination(BUCKET + "/AWSLogs/")))
                .isEqualTo("InvalidParameter: Invalid LogDestination: arn:aws:s3:::flows/AWSLogs/. AWSLogs is a"
                        + " reserved name of a subfolder.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version",
                "${version} ",
                " ${version}",
                "${version}  ${action}",
                "${version}${action}",
                "${}",
                "'${version}'"
            })
    void aFormatIsFieldsWithASpaceBetween(String format) {
        assertThat(refusal(r -> r.logFormat(format)))
                .isEqualTo("InvalidParameterValue: 1 validation error detected: Value '" + format
                        + "' at 'logFormat' has an invalid format");
    }

    @Test
    void fieldsThatNobodyKnowsAreRefusedAndThoseOfLaterVersionsByName() {
        assertThat(refusal(r -> r.logFormat("${version} ${colour} ${Version} ${ecs-task-id}")))
                .isEqualTo("InvalidParameter: Unknown fields provided: [colour, Version]");
        assertThat(refusal(r -> r.logFormat("${version} ${ecs-task-id} ${encryption-status}")))
                .isEqualTo(
                        "UnsupportedOperation: The fields [ecs-task-id, encryption-status] are not available here: flow"
                                + " log records have the fields of the versions 2 to 5 and 8.");
    }

    @Test
    void allFieldsOfTheVersionsUpTo5MakeAFormat() {
        String all = String.join(
                " ",
                List.of(FlowField.values()).stream()
                        .map(field -> "${" + field.fieldName() + "}")
                        .toList());
        assertThat(described(created("VPC", vpc, r -> r.logFormat(all))).logFormat())
                .isEqualTo(all);
    }

    @Test
    void whatIsWrongWithTheRequestIsToldInAwsWords() {
        assertThat(refusal(r -> r.maxAggregationInterval(300)))
                .isEqualTo("InvalidParameter: Invalid Flow Log Max Aggregation Interval");
        assertThat(refusal(r -> r.resourceIds(List.of())))
                .isEqualTo("MissingParameter: The request must include the ResourceIds parameter. Add the required"
                        + " parameter and retry the request.");
        assertThat(refusal(r -> r.trafficType((String) null)))
                .startsWith("MissingParameter: The request must include the TrafficType parameter.");
        assertThat(refusal(r -> r.resourceType((String) null)))
                .startsWith("MissingParameter: The request must include the ResourceType parameter.");
        assertThat(refusal(r -> r.trafficType("SOME")))
                .isEqualTo("InvalidParameterValue: Value (SOME) for parameter TrafficType is invalid. Valid values:"
                        + " ACCEPT, REJECT, ALL");
        assertThat(refusal(r -> r.resourceType("Instance")))
                .isEqualTo("InvalidParameterValue: Value (Instance) for parameter ResourceType is invalid. Valid"
                        + " values: VPC, Subnet, NetworkInterface");
        assertThat(refusal(r -> r.resourceType("TransitGateway")))
                .isEqualTo("UnsupportedOperation: Flow logs of the resource type TransitGateway are not available"
                        + " here.");
        assertThat(refusal(r -> r.resourceType("Subnet")))
                .isEqualTo("InvalidParameter: Invalid Resource id " + vpc + " for resource-type Subnet");
        assertThat(refusal(r -> r.tagSpecifications(tagged("vpc", "a", "b"))))
                .startsWith("InvalidParameterValue: 'vpc' is not a valid taggable resource type");
        assertThat(refusal(r -> r.dryRun(true))).startsWith("DryRunOperation: ");
        assertThat(refusal(r -> r.dryRun(true).maxAggregationInterval(1))).startsWith("InvalidParameter: ");
    }

    @Test
    void filtersChooseByWhatIsShown() {
        String first = created("VPC", vpc, r -> r.tagSpecifications(tagged("vpc-flow-log", "Team", "blue")));
        String second = created("Subnet", subnet, r -> r.trafficType("REJECT"));
        assertThat(found("resource-id", subnet)).containsExactly(second);
        assertThat(found("traffic-type", "REJECT")).containsExactly(second);
        assertThat(found("flow-log-id", first)).containsExactly(first);
        assertThat(found("log-destination-type", "s3")).containsExactlyInAnyOrder(first, second);
        assertThat(found("log-destination-type", "cloud-watch-logs")).isEmpty();
        assertThat(found("log-group-name", "*")).isEmpty();
        assertThat(found("tag:Team", "blue")).containsExactly(first);
        assertThat(found("tag-key", "Team")).containsExactly(first);
        fixture.undelivered.put(new FlowLogId(second), FlowLogDelivery.ACCESS_ERROR);
        assertThat(found("deliver-log-status", "FAILED")).containsExactly(second);
        assertThat(found("deliver-log-status", "SUCCESS")).containsExactly(first);
        assertThat(described(second))
                .returns("FAILED", FlowLog::deliverLogsStatus)
                .returns("Access error", FlowLog::deliverLogsErrorMessage);
        assertThat(fixture.refusal(c -> c.describeFlowLogs(r -> r.filter(filter("colour", "red")))))
                .startsWith("InvalidParameterValue: The filter 'colour' is invalid");
    }

    @Test
    void pagesShowEachFlowLogOnce() {
        List<String> made = IntStream.range(0, 5)
                .mapToObj(i -> created("VPC", vpc, r -> r.logDestination(BUCKET + "/" + i)))
                .sorted()
                .toList();
        DescribeFlowLogsResponse first = fixture.ask(c -> c.describeFlowLogs(r -> r.maxResults(3)));
        DescribeFlowLogsResponse second =
                fixture.ask(c -> c.describeFlowLogs(r -> r.maxResults(3).nextToken(first.nextToken())));
        assertThat(first.flowLogs()).extracting(FlowLog::flowLogId).containsExactlyElementsOf(made.subList(0, 3));
        assertThat(second.flowLogs()).extracting(FlowLog::flowLogId).containsExactlyElementsOf(made.subList(3, 5));
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void deletedIsWhatIsThereAndTheRestIsTold() {
        String id = created("VPC", vpc, r -> {});
        assertThat(fixture.ask(c -> c.deleteFlowLogs(r -> r.flowLogIds(id, UNKNOWN)))
                        .unsuccessful())
                .extracting(FlowLogsTest::text)
                .containsExactly(UNKNOWN + " InvalidFlowLogId.NotFound: These flow log ids in the input list are not"
                        + " found: [TotalCount: 1] " + UNKNOWN);
        assertThat(fixture.ask(c -> c.describeFlowLogs(r -> {})).flowLogs()).isEmpty();
        assertThat(fixture.refusal(c -> c.describeFlowLogs(r -> r.flowLogIds(id, UNKNOWN))))
                .isEqualTo("InvalidFlowLogId.NotFound: These flow log ids in the input list are not found:"
                        + " [TotalCount: 2] " + id + " " + UNKNOWN);
        assertThat(fixture.refusal(c -> c.deleteFlowLogs(r -> {}))).startsWith("MissingParameter: ");
    }

    @Test
    void aFlowLogOutlivesWhatItWatches() {
        String ofInterface = created("NetworkInterface", eni, r -> {});
        String ofSubnet = created("Subnet", subnet, r -> {});
        String ofVpc = created("VPC", vpc, r -> {});
        fixture.ask(c -> c.deleteNetworkInterface(r -> r.networkInterfaceId(eni)));
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));
        fixture.ask(c -> c.deleteVpc(r -> r.vpcId(vpc)));
        assertThat(described(ofInterface).resourceId()).isEqualTo(eni);
        assertThat(described(ofSubnet).resourceId()).isEqualTo(subnet);
        assertThat(described(ofVpc).resourceId()).isEqualTo(vpc);
    }

    @Test
    void tagsComeAndGo() {
        String id = created("VPC", vpc, r -> {});
        fixture.ask(c -> c.createTags(r ->
                r.resources(id).tags(Tag.builder().key("Name").value("flows").build())));
        assertThat(fixture.ask(c -> c.describeTags(r -> r.filters(filter("resource-id", id))))
                        .tags())
                .singleElement()
                .returns("vpc-flow-log", tag -> tag.resourceTypeAsString())
                .returns("flows", tag -> tag.value());
        fixture.ask(c ->
                c.deleteTags(r -> r.resources(id).tags(Tag.builder().key("Name").build())));
        assertThat(described(id).tags()).isEmpty();
        assertThat(fixture.refusal(c -> c.createTags(r -> r.resources(UNKNOWN)
                        .tags(Tag.builder().key("Name").value("x").build()))))
                .startsWith("InvalidFlowLogId.NotFound: ");
    }
}
