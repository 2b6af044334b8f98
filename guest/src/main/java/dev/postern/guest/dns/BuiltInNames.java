package dev.postern.guest.dns;

import dev.postern.guest.ServiceNames;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** The names that AWS itself has: of services, of interfaces, and their reverse. */
final class BuiltInNames {
    private static final int TTL_SECONDS = 60;
    private static final Name ROOT_SERVER = DnsNames.name("a.root-servers.net.");
    private static final Name HOSTMASTER = DnsNames.name("nstld.verisign-grs.com.");
    private static final Name REVERSE = DnsNames.name("in-addr.arpa.");
    private static final Ip METADATA = Ip.of("169.254.169.254");

    /** What has names of interfaces, or of addresses, below it. */
    private static final Pattern PARENT = Pattern.compile("internal|ec2\\.internal|([a-z0-9-]+\\.)?compute\\.internal"
            + "|compute-1\\.amazonaws\\.com|([a-z0-9-]+\\.)?compute\\.amazonaws\\.com"
            + "|arpa|([0-9]+\\.){0,3}in-addr\\.arpa");

    private BuiltInNames() {}

    /**
     * A name that exists without the asked type gets an empty answer, one that does not exist NXDOMAIN. That would also deny all
     * names below it (RFC 8020), so what has some exists.
     */
    static Step step(Name asked, int type, VpcView view) {
        Optional<Name> pointer = pointer(asked, view);
        Optional<Ip> address = pointer.isPresent() ? Optional.empty() : address(DnsNames.text(asked), view);
        if (pointer.isPresent() && wants(type, Type.PTR)) {
            return new Step.Found(List.of(new PTRRecord(asked, DClass.IN, TTL_SECONDS, pointer.get())));
        }
        if (address.isPresent() && wants(type, Type.A)) {
            return new Step.Found(List.of(
                    new ARecord(asked, DClass.IN, TTL_SECONDS, address.get().toInetAddress())));
        }
        Optional<Ip> ipv6 = pointer.isPresent() ? Optional.empty() : ipv6(DnsNames.text(asked));
        if (ipv6.isPresent() && wants(type, Type.AAAA)) {
            return new Step.Found(List.of(
                    new AAAARecord(asked, DClass.IN, TTL_SECONDS, ipv6.get().toInetAddress())));
        }
        boolean exists = pointer.isPresent() || address.isPresent() || isParent(asked);
        return new Step.Nothing(exists, authority(DnsNames.text(asked)));
    }

    private static boolean wants(int type, int given) {
        return type == given || type == Type.ANY;
    }

    private static Optional<Ip> address(String name, VpcView view) {
        return switch (name) {
            case "localhost" -> Optional.of(Ip.of("127.0.0.1"));
            case "instance-data.ec2.internal" -> Optional.of(METADATA);
            default ->
                ServiceNames.find(name)
                        .map(ServiceNames.Zone::address)
                        .or(() -> view.address(name).filter(ip -> ip.family() == Family.IPV4));
        };
    }

    /** Services have IPv6 addresses under the names that say so. */
    private static Optional<Ip> ipv6(String name) {
        return List.of(name.split("\\.", -1)).contains("dualstack")
                ? ServiceNames.find(name).map(zone -> AddressPlan.ipv6(zone.address()))
                : Optional.empty();
    }

    private static boolean isParent(Name asked) {
        String name = DnsNames.text(asked);
        return asked.equals(Name.root)
                || ServiceNames.isParent(name)
                || PARENT.matcher(name).matches();
    }

    private static Optional<Name> pointer(Name asked, VpcView view) {
        if (!asked.subdomain(REVERSE) || asked.labels() != 7) {
            return Optional.empty();
        }
        try {
            return view.name(Ip.of(ReverseMap.fromName(asked))).map(found -> DnsNames.name(found + "."));
        } catch (IOException e) {
            return Optional.empty();
        }
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
