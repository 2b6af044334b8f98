package dev.postern.model.elbv2;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The attributes of Network Load Balancers; some of them are of Gateway Load Balancers, too.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html">
 *     LoadBalancerAttribute</a>
 */
public enum LoadBalancerAttribute {
    ACCESS_LOGS("access_logs.s3.enabled", "false", "true|false"),
    ACCESS_LOGS_BUCKET("access_logs.s3.bucket", "", ".*"),
    ACCESS_LOGS_PREFIX("access_logs.s3.prefix", "", ".*"),
    DELETION_PROTECTION("deletion_protection.enabled", "false", "true|false"),
    CLIENT_ROUTING(
            "dns_record.client_routing_policy",
            "any_availability_zone",
            "any_availability_zone|availability_zone_affinity|partial_availability_zone_affinity"),
    DENY_INTERNET_GATEWAY("ipv6.deny_all_igw_traffic", "false", "true|false"),
    CROSS_ZONE("load_balancing.cross_zone.enabled", "false", "true|false"),
    SECONDARY_ADDRESSES("secondary_ips.auto_assigned.per_subnet", "0", "[0-7]"),
    ZONAL_SHIFT("zonal_shift.config.enabled", "false", "true|false");

    private final String key;
    private final String byDefault;
    private final Pattern values;

    LoadBalancerAttribute(String key, String byDefault, String values) {
        this.key = key;
        this.byDefault = byDefault;
        this.values = Pattern.compile(values);
    }

    public static Optional<LoadBalancerAttribute> find(String key) {
        return Stream.of(values()).filter(one -> one.key.equals(key)).findFirst();
    }

    /** As AWS writes it. */
    public String key() {
        return key;
    }

    /** Whether balancers of a type have it. */
    public boolean isOf(LoadBalancer.Type type) {
        return switch (type) {
            case NETWORK -> true;
            case GATEWAY -> this == DELETION_PROTECTION || this == CROSS_ZONE;
        };
    }

    /** What it is where nobody has set it. */
    public String byDefault(LoadBalancer.Scheme scheme) {
        return this == DENY_INTERNET_GATEWAY && scheme == LoadBalancer.Scheme.INTERNAL ? "true" : byDefault;
    }

    /** Whether it can have a value. */
    public boolean accepts(String value) {
        return values.matcher(value).matches();
    }

    /** Whether something comes of a value: an attribute of which nothing does keeps its default. */
    public boolean isServed(String value) {
        return switch (this) {
            case DELETION_PROTECTION, CROSS_ZONE -> true;
            case CLIENT_ROUTING -> !value.startsWith("partial");
            case ACCESS_LOGS,
                    ACCESS_LOGS_BUCKET,
                    ACCESS_LOGS_PREFIX,
                    DENY_INTERNET_GATEWAY,
                    SECONDARY_ADDRESSES,
                    ZONAL_SHIFT -> false;
        };
    }
}
