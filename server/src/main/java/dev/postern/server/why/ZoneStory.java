package dev.postern.server.why;

import dev.postern.explain.Fix;
import dev.postern.guest.ServiceNames;
import dev.postern.guest.dns.Resolution;
import dev.postern.guest.dns.Resolution.Visit;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which hosted zones had a say in an answer, and which would have had one. */
final class ZoneStory {
    /** More of them would not help who asks. */
    private static final int ZONES_TOLD_MAX = 3;

    private ZoneStory() {}

    /** Why a name leads where it does. */
    static String answered(String name, Resolution found) {
        return passed(found) + whence(name, found.way().getLast());
    }

    private static String whence(String name, Visit last) {
        if (last.zone().isPresent()) {
            return "from the " + told(last.zone().get());
        }
        String asked = last.name().equals(DnsName.parse(name).orElse(DnsName.ROOT))
                ? name
                : last.name().spoken();
        return ServiceNames.find(asked)
                .map(zone -> "where " + zone.service()
                        + zone.region().map(region -> " of " + region).orElse("") + " answers")
                .orElse("an interface's name");
    }

    /** The CNAMEs on the way. */
    private static String passed(Resolution found) {
        return found.way().stream()
                .limit(Math.max(0, found.way().size() - 1))
                .map(visit -> "by the CNAME " + visit.name().spoken()
                        + visit.zone().map(zone -> " of the " + told(zone)).orElse("") + ", ")
                .collect(Collectors.joining());
    }

    private static String told(HostedZone zone) {
        return (zone.isPrivate() ? "private" : "public") + " hosted zone " + zone.id() + " ("
                + zone.name().spoken() + ")";
    }

    /** Why a name leads nowhere. */
    static String missing(String name, Resolution found) {
        String nothing = found.isDenied() ? "there is no name " + name + " (NXDOMAIN)" : "";
        if (found.way().isEmpty()) {
            return nothing;
        }
        Visit last = found.way().getLast();
        String asked = last.name().spoken();
        if (last.lame()) {
            return name + " has no answer (SERVFAIL): " + passed(found)
                    + last.zone().map(ZoneStory::told).orElse("") + " delegates " + asked
                    + " to name servers of no hosted zone here";
        }
        if (last.zone().isEmpty()) {
            return passed(found).isEmpty() ? nothing : nothing + ": " + passed(found) + asked + " is not there";
        }
        String zone = told(last.zone().get());
        if (found.isDenied()) {
            return nothing + ": " + passed(found) + "the " + zone + " answers for it, and has no record " + asked;
        }
        return found.authority().isPresent()
                ? name + " has no address: " + passed(found) + "the " + zone + " has records of other types at " + asked
                        + " or below it"
                : name + " has no answer (SERVFAIL): its CNAMEs lead in a ring";
    }

    /** What would let a private zone answer that does not, and what a zone that does lacks. */
    static List<Fix> fixes(Snapshot snapshot, VpcId vpc, Resolution found) {
        List<Fix> fixes = new ArrayList<>();
        if (found.way().isEmpty() || found.way().getLast().lame()) {
            return fixes;
        }
        Visit last = found.way().getLast();
        last.zone().ifPresent(zone -> fixes.add(record(zone, last.name())));
        for (HostedZone zone : idle(snapshot, last)) {
            boolean associated =
                    zone.vpcs().stream().anyMatch(other -> other.id().equals(vpc));
            fixes.add(associated ? hostNames(zone, vpc) : association(snapshot, zone, vpc));
        }
        return fixes;
    }

    /** The private zones in which the name is and that did not answer, the most specific first. */
    private static List<HostedZone> idle(Snapshot snapshot, Visit last) {
        int answering = last.zone()
                .filter(HostedZone::isPrivate)
                .map(zone -> zone.name().text().length())
                .orElse(0);
        return last.name().andAbove().stream()
                .filter(above -> above.text().length() > answering)
                .flatMap(above -> snapshot.by(Indexes.PRIVATE_ZONES_BY_NAME, above).values().stream()
                        .limit(ZONES_TOLD_MAX))
                .limit(ZONES_TOLD_MAX)
                .toList();
    }

    private static Fix record(HostedZone zone, DnsName name) {
        return new Fix(
                "make the record (put its address for 192.0.2.1)",
                List.of("aws route53 change-resource-record-sets --hosted-zone-id " + zone.id()
                        + " --change-batch '{\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":{\"Name\":\""
                        + name.spoken()
                        + "\",\"Type\":\"A\",\"TTL\":60,\"ResourceRecords\":[{\"Value\":\"192.0.2.1\"}]}}]}'"));
    }

    private static Fix hostNames(HostedZone zone, VpcId vpc) {
        return new Fix(
                "let the " + told(zone)
                        + " answer, which is associated with the VPC: it does not while enableDnsHostnames" + " is off",
                List.of("aws ec2 modify-vpc-attribute --vpc-id " + vpc + " --enable-dns-hostnames Value=true"));
    }

    private static Fix association(Snapshot snapshot, HostedZone zone, VpcId vpc) {
        Optional<Vpc> known =
                snapshot.by(Indexes.VPCS_BY_ID, vpc).values().stream().findFirst();
        return new Fix(
                "associate the VPC with the " + told(zone) + ", which is for other VPCs",
                List.of("aws route53 associate-vpc-with-hosted-zone --hosted-zone-id " + zone.id() + " --vpc VPCRegion="
                        + known.map(found -> found.scope().region().name()).orElse("REGION") + ",VPCId=" + vpc));
    }
}
