package dev.postern.server.flowlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Flow;
import dev.postern.dataplane.FlowCounts.Count;
import dev.postern.dataplane.FlowVerdict;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.FlowField;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.FlowLogId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.net.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of flows: the lines of a flow log's file. */
final class WindowTest {
    private static final Scope SCOPE = new Scope(new AccountId("123456789010"), Region.US_EAST_1);
    private static final VpcId VPC = new VpcId("vpc-00000000000000001");
    private static final NetworkInterfaceId ENI = new NetworkInterfaceId("eni-00000000000000001");
    private static final Ip OWN = Ip.of("172.31.16.139");
    private static final Ip FAR = Ip.of("198.18.0.10");
    private static final Instant START = Instant.ofEpochSecond(1_418_530_010);
    private static final Seat SEAT = new Seat(eni(), Optional.of("i-00000000000000001"), "use1-az1");
    private static final Flow REQUEST = new Flow(ENI, true, FlowVerdict.ACCEPTED, OWN, FAR, Protocol.TCP, 20641, 443);

    private static NetworkInterface eni() {
        return new NetworkInterface(
                SCOPE,
                ENI,
                VPC,
                new SubnetId("subnet-00000000000000001"),
                new Mac("02:00:00:00:00:01"),
                List.of(OWN, Ip.of("172.31.16.140")),
                List.of(),
                false,
                List.of(),
                Optional.empty(),
                List.of(),
                true,
                "",
                new NetworkInterface.Free(),
                false,
                Optional.empty(),
                Tags.NONE);
    }

    private static FlowLog log(FlowLog.TrafficType type, FlowField... format) {
        return new FlowLog(
                SCOPE,
                new FlowLogId("fl-00000000000000001"),
                new FlowLog.Watched.OfVpc(VPC),
                VPC,
                type,
                new FlowLog.Destination("logs", Optional.empty(), false, false),
                format.length == 0 ? FlowField.DEFAULT : List.of(format),
                FlowLog.Aggregation.ONE_MINUTE,
                Instant.EPOCH,
                "arn:aws:iam::123456789010:root",
                Tags.NONE);
    }

    private static Tally tally(long packets, long bytes, int flags, int second) {
        Instant at = START.plusSeconds(second);
        return new Tally(new Count(packets, bytes), flags, at, at, Path.NONE);
    }

    private static List<String> lines(FlowLog log, Flow flow, Tally... tallies) {
        Window window = Window.from(log, START);
        Stream.of(tallies).forEach(tally -> window.add(SEAT, flow, tally));
        return window.lines(START.plusSeconds(60));
    }

    @Test
    void aRecordOfTheDefaultFormatIsAsAwsShowsIt() {
        assertThat(lines(log(FlowLog.TrafficType.ALL), REQUEST, tally(12, 3000, 2, 0), tally(8, 1249, 1, 40)))
                .containsExactly("2 123456789010 eni-00000000000000001 172.31.16.139 198.18.0.10 20641 443 6 20 4249"
                        + " 1418530010 1418530050 ACCEPT OK");
    }

    @Test
    void theVersionIsTheHighestOfTheFields() {
        assertThat(lines(
                        log(
                                FlowLog.TrafficType.ALL,
                                FlowField.VERSION,
                                FlowField.VPC_ID,
                                FlowField.SUBNET_ID,
                                FlowField.INSTANCE_ID,
                                FlowField.TCP_FLAGS,
                                FlowField.TYPE,
                                FlowField.REGION,
                                FlowField.AZ_ID,
                                FlowField.SUBLOCATION_TYPE,
                                FlowField.PKT_DST_AWS_SERVICE,
                                FlowField.PKT_SRC_AWS_SERVICE,
                                FlowField.FLOW_DIRECTION,
                                FlowField.TRAFFIC_PATH),
                        REQUEST,
                        tally(1, 60, 2, 0),
                        tally(1, 60, 1, 1)))
                .containsExactly(
                        "5 vpc-00000000000000001 subnet-00000000000000001 i-00000000000000001 3 IPv4 us-east-1 use1-az1 -"
                                + " S3 - egress -");
    }

    @Test
    void whatIsBlockedHasAReasonAndNoBytes() {
        Flow blocked = new Flow(ENI, true, FlowVerdict.BLOCKED, OWN, FAR, Protocol.TCP, 20641, 443);
        Flow refused = new Flow(ENI, true, FlowVerdict.REJECTED, OWN, FAR, Protocol.TCP, 20642, 443);
        for (FlowLog.TrafficType type : List.of(FlowLog.TrafficType.ALL, FlowLog.TrafficType.REJECT)) {
            FlowLog log = log(
                    type,
                    FlowField.VERSION,
                    FlowField.SRCPORT,
                    FlowField.PACKETS,
                    FlowField.BYTES,
                    FlowField.ACTION,
                    FlowField.REJECT_REASON);
            assertThat(lines(log, blocked, tally(2, 120, 2, 0))).containsExactly("8 20641 2 - REJECT BPA");
            assertThat(lines(log, refused, tally(2, 120, 2, 0))).containsExactly("8 20642 2 120 REJECT -");
        }
    }

    @Test
    void anInterfaceIsKnownByItsPrimaryAddress() {
        Flow toSecondary = new Flow(ENI, false, FlowVerdict.REJECTED, FAR, Ip.of("172.31.16.140"), Protocol.ICMP, 0, 0);
        assertThat(lines(
                        log(
                                FlowLog.TrafficType.ALL,
                                FlowField.SRCADDR,
                                FlowField.DSTADDR,
                                FlowField.PKT_SRCADDR,
                                FlowField.PKT_DSTADDR,
                                FlowField.PROTOCOL,
                                FlowField.ACTION,
                                FlowField.FLOW_DIRECTION),
                        toSecondary,
                        tally(1, 84, 0, 0)))
                .containsExactly("198.18.0.10 172.31.16.139 198.18.0.10 172.31.16.140 1 REJECT ingress");
    }

    @Test
    void whoseTrafficIsNotWantedHasNoData() {
        assertThat(lines(log(FlowLog.TrafficType.REJECT), REQUEST, tally(1, 60, 2, 0)))
                .isEmpty();
        Window silent = Window.from(log(FlowLog.TrafficType.REJECT), START);
        silent.watch(SEAT);
        assertThat(silent.lines(START.plusSeconds(60)))
                .containsExactly("2 123456789010 eni-00000000000000001 - - - - - - - 1418530010 1418530020 - NODATA");
    }

    @Test
    void whatMayHaveBeenMissedIsSaidBesideWhatIsKnown() {
        Window window = Window.from(log(FlowLog.TrafficType.ALL), START);
        window.skip();
        window.add(SEAT, REQUEST, tally(1, 60, 2, 0));
        assertThat(window.lines(START.plusSeconds(60)))
                .hasSize(2)
                .last()
                .isEqualTo("2 123456789010 eni-00000000000000001 - - - - - - - 1418530010 1418530020 - SKIPDATA");
    }

    @Test
    void moreFlowsThanThereIsRoomForAreSaidToBeMissing() {
        Window window = Window.from(log(FlowLog.TrafficType.ALL), START);
        for (int i = 0; i <= Window.FLOWS_MAX; i++) {
            window.add(
                    SEAT,
                    new Flow(ENI, true, FlowVerdict.ACCEPTED, OWN, FAR.plus(i >> 16), Protocol.TCP, i & 0xffff, 80),
                    tally(1, 60, 2, 0));
        }
        window.add(SEAT, new Flow(ENI, true, FlowVerdict.ACCEPTED, OWN, FAR, Protocol.TCP, 0, 80), tally(1, 60, 2, 0));
        List<String> lines = window.lines(START.plusSeconds(60));
        assertThat(lines).hasSize(Window.FLOWS_MAX + 1).last().asString().endsWith("SKIPDATA");
        assertThat(lines).filteredOn(line -> line.contains(" 0 80 6 2 120 ")).hasSize(1);
    }

    @Test
    void theNextOneBeginsWhereItEnds() {
        Window next = Window.from(log(FlowLog.TrafficType.ALL), START).next();
        next.watch(SEAT);
        assertThat(next.lines(START.plusSeconds(600)))
                .containsExactly("2 123456789010 eni-00000000000000001 - - - - - - - 1418530020 1418530080 - NODATA");
    }

    @Test
    void aWindowEndsWithTheMinutesOfTheClock() {
        Window window = Window.from(log(FlowLog.TrafficType.ALL), START);
        assertThat(window.isOver(Instant.ofEpochSecond(1_418_530_019))).isFalse();
        assertThat(window.isOver(Instant.ofEpochSecond(1_418_530_020))).isTrue();
    }
}
