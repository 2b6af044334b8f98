package dev.postern.guest.dns;

import dev.postern.guest.ServiceNames;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** The names that AWS itself has: of services, of interfaces, and their reverse. */
final class BuiltInNames {
    private static final int TTL_SECONDS = 60;
    private static final Name ROOT_SERVER = DnsNames.name("a.root-servers.net.");
    private static final Name HOSTMASTER = DnsNames.name("nstld.verisign-grs.com.");

    /** The domains in which AWS has the names of services and of instances, and this host its own. */
    private static final List<Name> OWN = List.of(
            DnsNames.name("amazonaws.com."),
            DnsNames.name("api.aws."),
            DnsNames.name("internal."),
            DnsNames.name("localhost."));

    private static final Ip METADATA = Ip.of("169.254.169.254");

    /** What has names of interfaces, or of addresses, below it. */
    private static final Pattern PARENT = Pattern.compile("internal|ec2\\.internal|([a-z0-9-]+\\.)?compute\\.internal"
            + "|([a-z0-9-]+\\.){0,2}vpce\\.amazonaws\\.com"
            + "|compute-1\\.amazonaws\\.com|([a-z0-9-]+\\.)?compute\\.amazonaws\\.com"
            + "|elb\\.[a-z0-9-]+\\.amazonaws\\.com|arpa");

    private BuiltInNames() {}

    /**
     * A name that exists without the asked type gets an empty answer, one that does not exist NXDOMAIN. That would also deny all
     * names below it (RFC 8020), so what has some exists.
     *
     * @param salt which of several comes first: the id of the query, which who asks makes up
     */
    static Step step(Name asked, int type, VpcView view, int salt) {
        Optional<Name> pointer = pointer(asked, view);
        List<Ip> addresses = pointer.isPresent() ? List.of() : addresses(DnsNames.text(asked), view);
        if (pointer.isPresent() && wants(type, Type.PTR)) {
            return new Step.Found(List.of(new PTRRecord(asked, DClass.IN, TTL_SECONDS, pointer.get())));
        }
        List<Record> wanted = addresses.stream()
                .filter(address -> wants(type, address.family() == Family.IPV4 ? Type.A : Type.AAAA))
                .map(address -> record(asked, address))
                .collect(Collectors.toCollection(ArrayList::new));
        if (!wanted.isEmpty()) {
            Collections.rotate(wanted, Math.floorMod(salt, wanted.size()));
            return new Step.Found(wanted);
        }
        boolean exists = pointer.isPresent() || !addresses.isEmpty() || isParent(asked);
        return new Step.Nothing(exists, authority(DnsNames.text(asked)));
    }

    private static boolean wants(int type, int given) {
        return type == given || type == Type.ANY;
    }

    private static Record record(Name asked, Ip address) {
        return switch (address.family()) {
            case IPV4 -> new ARecord(asked, DClass.IN, TTL_SECONDS, address.toInetAddress());
            case IPV6 -> new AAAARecord(asked, DClass.IN, TTL_SECONDS, address.toInetAddress());
        };
    }

    private static List<Ip> addresses(String name, VpcView view) {
        return switch (name) {
            case "localhost" -> List.of(Ip.of("127.0.0.1"));
            case "instance-data.ec2.internal" -> List.of(METADATA);
            default ->
                view.endpoint(name)
                        .or(() -> ServiceNames.find(name)
                                .filter(view::answers)
                                .map(zone -> addresses(name, zone.address())))
                        .orElseGet(() -> view.addresses(name));
        };
    }

    /** Services have IPv6 addresses under the names that say so. */
    private static List<Ip> addresses(String name, Ip ipv4) {
        return List.of(name.split("\\.", -1)).contains("dualstack")
                ? List.of(ipv4, AddressPlan.ipv6(ipv4))
                : List.of(ipv4);
    }

    private static boolean isParent(Name asked) {
        String name = DnsNames.text(asked);
        return asked.equals(Name.root)
                || ServiceNames.isParent(name)
                || PARENT.matcher(name).matches()
                || ReverseName.of(asked).filter(ReverseName::isParentOfOwn).isPresent();
    }

    /**
     * Whether a name is AWS's own, or of an address that is nobody's on the internet: what is not here is nowhere, and who asks for it
     * elsewhere would be led out of this cloud, or would tell of it.
     */
    static boolean isOwn(Name asked) {
        if (OWN.stream().anyMatch(asked::subdomain)) {
            return true;
        }
        return ReverseName.of(asked).filter(ReverseName::isOwn).isPresent();
    }

    private static Optional<Name> pointer(Name asked, VpcView view) {
        return ReverseName.of(asked)
                .flatMap(ReverseName::address)
                .flatMap(view::name)
                .map(found -> DnsNames.name(found + "."));
    }

    /** The start of authority that tells how long "no" may be remembered (RFC 2308). */
    private static SOARecord authority(String asked) {
        String zone = asked.endsWith(".internal")
                ? asked.endsWith("ec2.internal") ? "ec2.internal." : "compute.internal."
                : asked.endsWith("amazonaws.com") ? "amazonaws.com." : ".";
        return new SOARecord(
                DnsNames.name(zone),
                DClass.IN,
                TTL_SECONDS,
                ROOT_SERVER,
                HOSTMASTER,
                1,
                1800,
                900,
                604800,
                TTL_SECONDS);
    }
}
