package dev.postern.model.route53;

import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.VpcId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A hosted zone. It belongs to an account and to no Region.
 *
 * @param id {@code Z...}, unique in the whole cloud
 * @param callerReference what its creator called the request; no second zone of the account has it
 * @param createdAt since when; where several public zones have one name, the first is the one to which it is delegated
 * @param audience who is answered from it
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html">HostedZone</a>
 */
public record HostedZone(
        Scope scope,
        String id,
        DnsName name,
        String callerReference,
        Optional<String> comment,
        Instant createdAt,
        Audience audience,
        Tags tags)
        implements Route53Resource {
    /** Who is answered from a zone. */
    public sealed interface Audience {}

    /**
     * Everybody.
     *
     * @param nameServers the four to which the name is to be delegated
     */
    public record Everybody(List<String> nameServers) implements Audience {
        public Everybody {
            nameServers = List.copyOf(nameServers);
        }
    }

    /**
     * VPCs: at least one.
     *
     * @param vpcs in the order in which they were associated
     * @param authorized those of other accounts that may be
     */
    public record Vpcs(List<ZoneVpc> vpcs, List<ZoneVpc> authorized) implements Audience {
        public Vpcs {
            vpcs = List.copyOf(vpcs);
            authorized = List.copyOf(authorized);
        }

        public Vpcs with(ZoneVpc vpc) {
            return new Vpcs(plus(vpcs, vpc), authorized);
        }

        public Vpcs without(ZoneVpc vpc) {
            return new Vpcs(minus(vpcs, vpc), authorized);
        }

        public Vpcs authorizing(ZoneVpc vpc) {
            return new Vpcs(vpcs, authorized.contains(vpc) ? authorized : plus(authorized, vpc));
        }

        public Vpcs forbidding(ZoneVpc vpc) {
            return new Vpcs(vpcs, minus(authorized, vpc));
        }

        private static List<ZoneVpc> plus(List<ZoneVpc> some, ZoneVpc one) {
            List<ZoneVpc> more = new ArrayList<>(some);
            more.add(one);
            return more;
        }

        private static List<ZoneVpc> minus(List<ZoneVpc> some, ZoneVpc one) {
            return some.stream().filter(vpc -> !vpc.equals(one)).toList();
        }
    }

    /** A VPC and where it is. */
    public record ZoneVpc(Region region, VpcId id) {
        @Override
        public String toString() {
            return id + " in " + region;
        }
    }

    @Override
    public String key() {
        return id;
    }

    /** What {@link dev.postern.model.Indexes#ZONES_BY_VPC_AND_NAME} finds a zone by. */
    public static String placeKey(VpcId vpc, DnsName name) {
        return vpc + " " + name;
    }

    public boolean isPrivate() {
        return audience instanceof Vpcs;
    }

    /** The VPCs that are answered from it; none of a public zone. */
    public List<ZoneVpc> vpcs() {
        return audience instanceof Vpcs(List<ZoneVpc> vpcs, List<ZoneVpc> _) ? vpcs : List.of();
    }

    public HostedZone withComment(Optional<String> newComment) {
        return new HostedZone(scope, id, name, callerReference, newComment, createdAt, audience, tags);
    }

    public HostedZone withAudience(Audience newAudience) {
        return new HostedZone(scope, id, name, callerReference, comment, createdAt, newAudience, tags);
    }

    public HostedZone withTags(Tags newTags) {
        return new HostedZone(scope, id, name, callerReference, comment, createdAt, audience, newTags);
    }
}
