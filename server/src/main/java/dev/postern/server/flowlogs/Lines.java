package dev.postern.server.flowlogs;

import dev.postern.dataplane.Flow;
import dev.postern.dataplane.FlowVerdict;
import dev.postern.model.ec2.FlowField;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Records as the lines of files: the fields of a flow log's format, with spaces between them and {@code -} for what there is not.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html">Flow log records</a>
 */
record Lines(FlowLog log) {
    private static final String NOTHING = "-";

    /** Why there is a line without a flow. */
    enum Gap {
        /** There were no packets. */
        NODATA,
        /** There may have been packets that nobody counted. */
        SKIPDATA
    }

    /** The first line of a file. */
    String header() {
        return log.format().stream().map(FlowField::fieldName).collect(Collectors.joining(" "));
    }

    /** A flow. */
    String of(Seat seat, Flow flow, Tally tally) {
        return log.format().stream()
                .map(field -> value(field, seat, flow, tally))
                .collect(Collectors.joining(" "));
    }

    /** An interface without a flow, or with some that nobody knows. */
    String of(Seat seat, Gap gap, Instant start, Instant end) {
        return log.format().stream()
                .map(field -> switch (field) {
                    case START -> seconds(start);
                    case END -> seconds(end);
                    case LOG_STATUS -> gap.name();
                    default -> ofSeat(field, seat);
                })
                .collect(Collectors.joining(" "));
    }

    private String value(FlowField field, Seat seat, Flow flow, Tally tally) {
        return switch (field) {
            case SRCADDR -> (flow.leaving() ? own(seat, flow.source()) : flow.source()).toString();
            case DSTADDR -> (flow.leaving() ? flow.destination() : own(seat, flow.destination())).toString();
            case PKT_SRCADDR -> flow.source().toString();
            case PKT_DSTADDR -> flow.destination().toString();
            case SRCPORT -> Integer.toString(flow.sourcePort());
            case DSTPORT -> Integer.toString(flow.destinationPort());
            case PROTOCOL -> Integer.toString(flow.protocol().number());
            case PACKETS -> Long.toString(tally.count().packets());
            case BYTES ->
                isBlocked(flow) ? NOTHING : Long.toString(tally.count().bytes());
            case START -> seconds(tally.first());
            case END -> seconds(tally.last());
            case REJECT_REASON -> isBlocked(flow) ? "BPA" : NOTHING;
            case ACTION -> flow.accepted() ? "ACCEPT" : "REJECT";
            case LOG_STATUS -> "OK";
            case TCP_FLAGS -> Integer.toString(tally.flags());
            case TYPE -> flow.source().family() == Family.IPV4 ? "IPv4" : "IPv6";
            case PKT_SRC_AWS_SERVICE -> AwsRanges.serviceOf(flow.source()).orElse(NOTHING);
            case PKT_DST_AWS_SERVICE -> AwsRanges.serviceOf(flow.destination()).orElse(NOTHING);
            case FLOW_DIRECTION -> flow.leaving() ? "egress" : "ingress";
            case TRAFFIC_PATH -> tally.path() == Path.NONE ? NOTHING : Integer.toString(tally.path());
            default -> ofSeat(field, seat);
        };
    }

    /** By VPC Block Public Access: of how many bytes that was AWS says nothing. */
    private static boolean isBlocked(Flow flow) {
        return flow.verdict() == FlowVerdict.BLOCKED;
    }

    /** The interface's own address is its primary one, whichever of its addresses the packet has, or whosever. */
    private static Ip own(Seat seat, Ip address) {
        return seat.primary(address.family()).orElse(address);
    }

    /** What is the same of all packets of an interface. */
    private String ofSeat(FlowField field, Seat seat) {
        return switch (field) {
            case VERSION -> Integer.toString(log.recordVersion());
            case ACCOUNT_ID -> seat.scope().account().value();
            case INTERFACE_ID -> seat.eni().id().value();
            case VPC_ID -> seat.eni().vpcId().value();
            case SUBNET_ID -> seat.eni().subnetId().value();
            case INSTANCE_ID -> seat.instance().orElse(NOTHING);
            case REGION -> seat.scope().region().name();
            case AZ_ID ->
                Optional.of(seat.availabilityZoneId())
                        .filter(id -> !id.isEmpty())
                        .orElse(NOTHING);
            default -> NOTHING;
        };
    }

    private static String seconds(Instant time) {
        return Long.toString(time.getEpochSecond());
    }
}
