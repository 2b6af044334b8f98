package dev.postern.guest.dns;

import dev.postern.model.net.Ip;
import dev.postern.model.net.Nat64;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * How a resolver finds the answer to a question: in the most specific private zone of the VPC, else among the names that AWS itself
 * has, else in the public zones, and on from there wherever a CNAME leads.
 *
 * @param records the answer, in the order in which it was found
 * @param code of the answer, as {@link Rcode} has it
 * @param authority who says that there is nothing, where somebody does
 * @param way the names that were looked for, in order
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html">
 *     Considerations for private hosted zones</a>
 */
public record Resolution(List<Record> records, int code, Optional<SOARecord> authority, List<Visit> way) {
    private static final int NAMES_MAX = 16;

    public Resolution {
        records = List.copyOf(records);
        way = List.copyOf(way);
    }

    /**
     * A name that was looked for.
     *
     * @param zone the hosted zone that answered; empty where AWS's own names were asked
     * @param lame whether nobody answered, as that zone delegates the name to servers that are nowhere
     */
    public record Visit(DnsName name, Optional<HostedZone> zone, boolean lame) {}

    /** As it is answered to who asks. */
    static Resolution of(Name asked, int type, VpcView view, int salt) {
        Resolution found = find(asked, type, view, salt);
        boolean none = found.code == Rcode.NOERROR && found.records.stream().noneMatch(AAAARecord.class::isInstance);
        return type == Type.AAAA && none && view.synthesizes()
                ? find(asked, Type.A, view, salt).synthesized().orElse(found)
                : found;
    }

    /**
     * With IPv6 addresses that stand for those of IPv4; empty if there is none that one could stand for.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6147.html">RFC 6147: DNS64</a>
     */
    private Optional<Resolution> synthesized() {
        List<Record> translated =
                records.stream().flatMap(Resolution::synthesized).toList();
        return translated.stream().anyMatch(AAAARecord.class::isInstance)
                ? Optional.of(new Resolution(translated, code, authority, way))
                : Optional.empty();
    }

    private static Stream<Record> synthesized(Record record) {
        if (!(record instanceof ARecord ipv4)) {
            return Stream.of(record);
        }
        Ip address = Nat64.of(Ip.of(ipv4.getAddress()));
        return Nat64.ipv4(address).stream()
                .map(_ ->
                        new AAAARecord(record.getName(), record.getDClass(), record.getTTL(), address.toInetAddress()));
    }

    private static Resolution find(Name asked, int type, VpcView view, int salt) {
        List<Record> records = new ArrayList<>();
        List<Visit> way = new ArrayList<>();
        Name name = asked;
        while (way.size() < NAMES_MAX) {
            DnsName plain = DnsNames.of(name);
            switch (step(name, plain, type, view, salt, way)) {
                case Step.Found(List<Record> found) -> {
                    records.addAll(found);
                    if (!(found.getFirst() instanceof CNAMERecord cname) || type == Type.CNAME || type == Type.ANY) {
                        return new Resolution(records, Rcode.NOERROR, Optional.empty(), way);
                    }
                    name = cname.getTarget();
                }
                case Step.Nothing(boolean exists, SOARecord authority) -> {
                    return new Resolution(
                            records, exists ? Rcode.NOERROR : Rcode.NXDOMAIN, Optional.of(authority), way);
                }
                case Step.Lame() -> {
                    return new Resolution(List.of(), Rcode.SERVFAIL, Optional.empty(), way);
                }
            }
        }
        return new Resolution(List.of(), Rcode.SERVFAIL, Optional.empty(), way); // CNAMEs in a ring
    }

    private static Step step(Name name, DnsName plain, int type, VpcView view, int salt, List<Visit> way) {
        Optional<ZoneView> own = view.privateZone(plain);
        if (own.isPresent()) {
            way.add(new Visit(plain, own.map(ZoneView::zone), false));
            return own.get().step(name, plain, type, salt);
        }
        Step builtIn = BuiltInNames.step(name, type, view, salt);
        Optional<Delegation> delegation = builtIn instanceof Step.Nothing(boolean exists, SOARecord _) && !exists
                ? view.delegation(plain)
                : Optional.empty();
        if (delegation.isEmpty()) {
            way.add(new Visit(plain, Optional.empty(), false));
            return builtIn;
        }
        return switch (delegation.get()) {
            case Delegation.To(ZoneView zone) -> {
                way.add(new Visit(plain, Optional.of(zone.zone()), false));
                yield zone.step(name, plain, type, salt);
            }
            case Delegation.Lame(HostedZone by) -> {
                way.add(new Visit(plain, Optional.of(by), true));
                yield new Step.Lame();
            }
        };
    }

    /** The first address of the answer. */
    public Optional<Ip> address() {
        return records.stream()
                .flatMap(record -> switch (record) {
                    case ARecord ipv4 -> Stream.of(Ip.of(ipv4.getAddress()));
                    case AAAARecord ipv6 -> Stream.of(Ip.of(ipv6.getAddress()));
                    default -> Stream.<Ip>empty();
                })
                .findFirst();
    }

    /** The name at which the way ended, if nobody in the cloud knows it and it is not for AWS alone to know. */
    public Optional<DnsName> unknown() {
        return Optional.of(way)
                .filter(visits -> isDenied() && !visits.isEmpty())
                .map(List::getLast)
                .filter(visit -> visit.zone().isEmpty() && !BuiltInNames.isOwn(DnsNames.name(visit.name())))
                .map(Visit::name);
    }

    /** Whether there is no such name, rather than no answer or none of the type that was asked for. */
    public boolean isDenied() {
        return code == Rcode.NXDOMAIN;
    }
}
