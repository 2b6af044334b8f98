package dev.postern.guest;

import dev.postern.model.Region;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PublicService;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The host names under which services answer, grouped into zones: the names of one service in one Region. DNS and TLS
 * both read this list, so that a name resolves exactly if there is a certificate for it.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/rande.html">Service endpoints</a>
 */
public final class ServiceNames {
    private static final SortedMap<String, Zone> ZONE_BY_NAME = collect();
    private static final Set<String> PARENTS = parents();

    private ServiceNames() {}

    /**
     * The names of one service in one Region, or its global names.
     *
     * @param service as {@code s3}
     * @param region empty for the global names
     * @param address where they lead
     * @param names exact names, lower case
     * @param subdomains whether one or more labels before a name belong to it too (virtual-hosted buckets)
     */
    public record Zone(String service, Optional<Region> region, Ip address, List<String> names, boolean subdomains) {
        public Zone {
            names = List.copyOf(names);
        }
    }

    /** The zone to which a host name belongs, if a service answers to it. Case and one final dot do not matter. */
    public static Optional<Zone> find(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        Zone exact = ZONE_BY_NAME.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            Zone zone = ZONE_BY_NAME.get(name.substring(dot + 1));
            if (zone != null) {
                return zone.subdomains() && dot > 0 ? Optional.of(zone) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether names of services are below a name, which so exists, though nothing is at it. */
    public static boolean isParent(String name) {
        return PARENTS.contains(name);
    }

    /** All exact names and their zones. */
    public static SortedMap<String, Zone> all() {
        return ZONE_BY_NAME;
    }

    /** The zones whose names lead to an address. */
    public static List<Zone> at(Ip address) {
        return ZONE_BY_NAME.values().stream()
                .filter(zone -> zone.address().equals(address))
                .distinct()
                .toList();
    }

    private static SortedMap<String, Zone> collect() {
        TreeMap<String, Zone> byName = new TreeMap<>();
        for (PublicService service : PublicService.ALL) {
            if (!service.globalNames().isEmpty()) {
                put(
                        byName,
                        service,
                        Optional.empty(),
                        AddressPlan.globalAddress(service.name()),
                        service.globalNames());
            }
            for (Region region : service.names().isEmpty() ? List.<Region>of() : Region.ALL) {
                put(
                        byName,
                        service,
                        Optional.of(region),
                        AddressPlan.address(service.name(), region),
                        service.namesIn(region));
            }
        }
        return Collections.unmodifiableSortedMap(byName);
    }

    private static void put(
            Map<String, Zone> byName, PublicService service, Optional<Region> region, Ip address, List<String> names) {
        Zone zone = new Zone(service.name(), region, address, names, service.subdomains());
        names.forEach(name -> byName.put(name, zone));
    }

    private static Set<String> parents() {
        TreeSet<String> parents = new TreeSet<>();
        for (String name : ZONE_BY_NAME.keySet()) {
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                parents.add(name.substring(dot + 1));
            }
        }
        return Collections.unmodifiableSet(parents);
    }
}
