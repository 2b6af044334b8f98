package dev.postern.model.ec2;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A field of a flow log's records, in the order in which AWS lists them: those of versions 2 to 5, and of version 8.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields">Available
 *     fields</a>
 */
public enum FlowField {
    VERSION(2),
    ACCOUNT_ID(2),
    INTERFACE_ID(2),
    SRCADDR(2),
    DSTADDR(2),
    SRCPORT(2),
    DSTPORT(2),
    PROTOCOL(2),
    PACKETS(2),
    BYTES(2),
    START(2),
    END(2),
    ACTION(2),
    LOG_STATUS(2),
    VPC_ID(3),
    SUBNET_ID(3),
    INSTANCE_ID(3),
    TCP_FLAGS(3),
    TYPE(3),
    PKT_SRCADDR(3),
    PKT_DSTADDR(3),
    REGION(4),
    AZ_ID(4),
    SUBLOCATION_TYPE(4),
    SUBLOCATION_ID(4),
    PKT_SRC_AWS_SERVICE(5),
    PKT_DST_AWS_SERVICE(5),
    FLOW_DIRECTION(5),
    TRAFFIC_PATH(5),
    REJECT_REASON(8);

    /** The format of a flow log that nobody gave one: all fields of version 2. */
    public static final List<FlowField> DEFAULT =
            Arrays.stream(values()).filter(field -> field.version == 2).toList();

    private static final Map<String, FlowField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(FlowField::fieldName, Function.identity()));

    private final int version;

    FlowField(int version) {
        this.version = version;
    }

    /** The version of records in which it came: a record's version is the highest of those of its fields. */
    public int version() {
        return version;
    }

    /** Its name in formats and headers, as {@code pkt-srcaddr}. */
    public String fieldName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The field of this name, exactly as AWS spells it. */
    public static Optional<FlowField> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
