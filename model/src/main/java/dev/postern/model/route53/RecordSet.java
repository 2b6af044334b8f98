package dev.postern.model.route53;

import dev.postern.model.Scope;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records of one name and type in a hosted zone, or those among them that have one set identifier.
 *
 * @param scope the zone's
 * @param zone the zone's id
 * @param type as {@code AAAA}
 * @param choice how it is chosen among those of its name and type; empty if it is the only one
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html">ResourceRecordSet</a>
 */
public record RecordSet(Scope scope, String zone, DnsName name, String type, Optional<Choice> choice, Content content)
        implements Route53Resource {
    /**
     * How a set is chosen.
     *
     * @param setId tells it from the others
     */
    public record Choice(String setId, Policy policy) {}

    /** A routing policy. */
    public sealed interface Policy {}

    /**
     * In proportion to its share of all weights.
     *
     * @param weight 0 to 255; those of 0 are chosen only where all are 0
     */
    public record Weighted(int weight) implements Policy {}

    /** With up to seven others. */
    public record Multivalue() implements Policy {}

    /** What is answered. */
    public sealed interface Content {}

    /**
     * Records of its own.
     *
     * @param ttl seconds
     * @param values in the form of master files, but for their escapes, which are octal; at least one
     */
    public record Values(long ttl, List<String> values) implements Content {
        private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7][0-7])");

        public Values {
            values = List.copyOf(values);
        }

        /** A value in the form of master files, whose escapes are decimal (RFC 1035, 5.1). */
        public static String inMasterForm(String value) {
            return OCTAL.matcher(value)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            String.format(Locale.ROOT, "\\%03d", Integer.parseInt(found.group(1), 8))));
        }
    }

    /**
     * What another set of the same zone and type answers.
     *
     * @param evaluatesHealth whether it is as well as its target
     */
    public record Alias(DnsName target, boolean evaluatesHealth) implements Content {}

    /**
     * The addresses of a load balancer.
     *
     * @param hostedZone in which AWS has its name
     * @param evaluatesHealth whether it is as well as the balancer's targets
     */
    public record BalancerAlias(String hostedZone, DnsName target, boolean evaluatesHealth) implements Content {}

    /** In the order in which Route 53 lists them: by the reversed name, then by type and set identifier. */
    @Override
    public String key() {
        return listKey(zone, name, type, choice.map(Choice::setId).orElse(""));
    }

    /** Where a set would be in the order of keys. Spaces, which no name has, come before all else. */
    public static String listKey(String zone, DnsName name, String type, String setId) {
        return zone + " " + name.reversed() + " " + type + " " + setId;
    }

    /** What {@link dev.postern.model.Indexes#RECORDS_BY_NAME} finds the sets of a name by. */
    public static String nameKey(String zone, DnsName name) {
        return zone + " " + name;
    }
}
