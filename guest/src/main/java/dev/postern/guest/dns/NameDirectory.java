package dev.postern.guest.dns;

import dev.postern.guest.ServiceNames;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.ec2.EndpointNames;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Family;
import dev.postern.model.net.HostNames;
import dev.postern.model.net.Ip;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.network.PrivateIps;
import dev.postern.network.PublicIps;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of interfaces and the hosted zones in a snapshot. A name says its address, so it is found by that, in constant time, and nothing is made when
 * the snapshot is another one.
 *
 * @param health what is found of the targets of load balancers, by which their names lead to their nodes
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html">DNS attributes for your VPC</a>
 */
public record NameDirectory(Snapshot snapshot, TargetHealth health) {
    /** The domains that the resolver has rules of its own for: a private zone of a name above does not cover them. */
    private static final Pattern AUTODEFINED = Pattern.compile("(ec2|[a-z0-9-]+\\.compute)\\.internal\\.");

    /** Where nothing is known of targets. */
    public NameDirectory(Snapshot snapshot) {
        this(snapshot, TargetHealth.NONE);
    }

    /** What the resolver of a VPC knows. A VPC that is not in the snapshot knows no names. */
    public VpcView view(VpcId vpc) {
        return new View(vpc, Optional.empty());
    }

    /** What a resolver on the internet knows: public names, which lead to public addresses. */
    public VpcView internet() {
        return new InternetView();
    }

    private Optional<Vpc> vpc(VpcId id) {
        return snapshot.by(Indexes.VPCS_BY_ID, id).values().stream().findFirst();
    }

    /** The interface that a public address leads to, if that has a name. */
    private Optional<NetworkInterface> named(Ip publicAddress) {
        return PublicIps.interfaceBehind(snapshot, publicAddress)
                .filter(eni -> vpc(eni.vpcId())
                        .filter(vpc -> vpc.enableDnsHostnames() && vpc.enableDnsSupport())
                        .isPresent());
    }

    private Optional<NetworkInterface> named(String publicName) {
        return HostNames.address(publicName)
                .flatMap(ip -> named(ip)
                        .filter(eni ->
                                HostNames.publicName(eni.scope().region(), ip).equals(publicName)));
    }

    /** What its owner has chosen for an Elastic IP address, whether or not it is associated; else AWS's own name. */
    private Optional<String> publicName(Ip address) {
        return snapshot.by(Indexes.ADDRESSES_BY_PUBLIC_IP, address).values().stream()
                .flatMap(elastic -> elastic.domainName().stream())
                .findFirst()
                .or(() -> awsName(address));
    }

    private Optional<String> awsName(Ip address) {
        return named(address).map(eni -> HostNames.publicName(eni.scope().region(), address));
    }

    /** The endpoint whose own name it is. Anybody may know that, and it leads to private addresses. */
    private Optional<List<Ip>> named(EndpointNames.Claim claim) {
        return snapshot.by(Indexes.ENDPOINTS_BY_ID, claim.endpoint()).values().stream()
                .filter(VpcEndpoint::carriesTraffic)
                .filter(endpoint -> EndpointNames.of(endpoint)
                        .filter(names -> names.has(claim))
                        .isPresent())
                .findFirst()
                .map(endpoint -> addresses(endpoint, claim.zone(), VpcEndpoint.RecordType::has));
    }

    private List<Ip> addresses(
            VpcEndpoint endpoint, Optional<String> zone, BiPredicate<VpcEndpoint.RecordType, Family> has) {
        return endpoint.byInterfaces().stream()
                .flatMap(found -> found.seats().stream()
                        .filter(seat -> zone.isEmpty() || zone.get().equals(seat.zone()))
                        .flatMap(
                                seat -> snapshot
                                        .find(
                                                NetworkInterface.class,
                                                endpoint.scope(),
                                                seat.networkInterface().value())
                                        .stream())
                        .flatMap(eni -> eni.addresses().stream())
                        .filter(address -> has.test(found.dns().records(), address.family())))
                .toList();
    }

    private boolean isAnswered(ServiceNames.Zone zone) {
        return zone.region().isEmpty()
                || AttachedService.answers(
                        snapshot, zone.service(), zone.region().get());
    }

    private final class View implements VpcView {
        private final VpcId vpc;

        /** Where who asks is. */
        private final Optional<Subnet> subnet;

        private View(VpcId vpc, Optional<Subnet> subnet) {
            this.vpc = vpc;
            this.subnet = subnet;
        }

        @Override
        public VpcView askedFrom(Ip source) {
            return new View(
                    vpc,
                    PrivateIps.holder(snapshot, vpc, source)
                            .flatMap(eni -> snapshot.find(
                                    Subnet.class, eni.scope(), eni.subnetId().value())));
        }

        private BalancerNames balancers() {
            return new BalancerNames(snapshot, health, subnet.map(Subnet::availabilityZone));
        }

        @Override
        public boolean synthesizes() {
            return subnet.filter(Subnet::dns64).isPresent();
        }

        @Override
        public boolean answers() {
            return vpc(vpc).filter(Vpc::enableDnsSupport).isPresent();
        }

        @Override
        public List<Ip> addresses(String name) {
            Optional<InstanceId> instance = HostNames.resource(name)
                    .filter(id -> ResourceId.isWellFormed(InstanceId.PREFIX, id))
                    .map(InstanceId::new);
            if (instance.isPresent()) {
                return addresses(instance.get(), name);
            }
            return address(name).map(List::of).orElseGet(() -> balancers().addresses(name));
        }

        @Override
        public Optional<List<Ip>> endpoint(String name) {
            return EndpointNames.claim(name)
                    .flatMap(NameDirectory.this::named)
                    .or(() -> privately(name)
                            .map(endpoint -> NameDirectory.this.addresses(
                                    endpoint, Optional.empty(), VpcEndpoint.RecordType::hasPrivately)));
        }

        /**
         * The endpoint to which private DNS leads a name: as it is, or by a wildcard above (RFC 4592), as long as no domain between them
         * has names of its own.
         */
        private Optional<VpcEndpoint> privately(String name) {
            Optional<VpcEndpoint> found = privately(name, name);
            for (int dot = name.indexOf('.'); found.isEmpty() && dot >= 0; dot = name.indexOf('.', dot + 1)) {
                String above = name.substring(dot + 1);
                found = privately(above, "*." + above);
                if (found.isEmpty() && keepsPrivately(above)) {
                    return Optional.empty();
                }
            }
            return found;
        }

        private Optional<VpcEndpoint> privately(String domain, String name) {
            return keepers(domain)
                    .filter(endpoint -> endpoint.byInterfaces()
                            .filter(found -> found.privateNames().contains(name))
                            .isPresent())
                    .findFirst();
        }

        /** Whether private DNS has a domain here, which is a zone that AWS keeps. */
        private boolean keepsPrivately(String domain) {
            return keepers(domain).findAny().isPresent();
        }

        private Stream<VpcEndpoint> keepers(String domain) {
            Stream<VpcEndpoint> all =
                    snapshot
                            .by(Indexes.ENDPOINTS_BY_PRIVATE_DOMAIN, VpcEndpoint.domainKey(vpc, domain))
                            .values()
                            .stream();
            return all.filter(endpoint -> endpoint.carriesTraffic()
                            && endpoint.byInterfaces()
                                    .filter(found -> !found.dns().onlyInbound())
                                    .isPresent())
                    .filter(_ -> namesPrivately());
        }

        /** Whether the VPC has names that are private to it. */
        private boolean namesPrivately() {
            return vpc(vpc).filter(found -> found.enableDnsSupport() && found.enableDnsHostnames())
                    .isPresent();
        }

        /** Those for which the name that says an instance's id is answered. */
        private List<Ip> addresses(InstanceId id, String name) {
            return vpc(vpc).flatMap(in -> snapshot.find(Instance.class, in.scope(), id.value()))
                    .filter(instance -> instance.vpcId().equals(vpc)
                            && instance.resourceName().equals(name))
                    .flatMap(instance -> snapshot.find(
                                    NetworkInterface.class,
                                    instance.scope(),
                                    instance.primaryInterface().value())
                            .map(primary -> answered(instance.options().names(), primary)))
                    .orElse(List.of());
        }

        private static List<Ip> answered(PrivateNames names, NetworkInterface primary) {
            return Stream.concat(
                            names.ipv4() ? primary.privateIps().stream().limit(1) : Stream.empty(),
                            names.ipv6() ? primary.ipv6Ips().stream().limit(1) : Stream.empty())
                    .toList();
        }

        private Optional<Ip> address(String name) {
            Optional<Ip> said = HostNames.address(name);
            return said.filter(ip -> PrivateIps.holder(snapshot, vpc, ip)
                            .filter(eni -> HostNames.privateName(eni.scope().region(), ip)
                                    .equals(name))
                            .isPresent())
                    .or(() -> named(name).flatMap(eni -> isNear(eni.vpcId()) ? behind(eni, said.orElseThrow()) : said));
        }

        /** Whether a VPC's public names lead to its private addresses here: this one's, and that of a peer that lets it be so. */
        private boolean isNear(VpcId other) {
            return other.equals(vpc)
                    || snapshot.by(Indexes.PEERINGS_BY_VPC, vpc).values().stream()
                            .filter(VpcPeeringConnection::carriesTraffic)
                            .flatMap(peering -> peering.across(vpc).stream())
                            .anyMatch(far -> far.vpcId().equals(other) && far.resolvesForPeer());
        }

        /** Within a VPC a public name leads to the private address. */
        private Optional<Ip> behind(NetworkInterface eni, Ip publicAddress) {
            return PublicIps.of(snapshot, eni).entrySet().stream()
                    .filter(pair -> pair.getValue().equals(publicAddress))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }

        @Override
        public Optional<String> name(Ip address) {
            Optional<NetworkInterface> holder = PrivateIps.holder(snapshot, vpc, address);
            return switch (address.family()) {
                case IPV4 ->
                    holder.map(eni -> HostNames.privateName(eni.scope().region(), address))
                            .or(() -> publicName(address));
                case IPV6 ->
                    holder.flatMap(NetworkInterface::attachment)
                            .flatMap(at -> snapshot.find(
                                    Instance.class,
                                    holder.get().scope(),
                                    at.instanceId().value()))
                            .map(Instance::resourceName)
                            .filter(name -> addresses(name).contains(address));
            };
        }

        /** As many look-ups as the name has labels. */
        @Override
        public boolean answers(ServiceNames.Zone service) {
            return isAnswered(service);
        }

        @Override
        public Optional<ZoneView> privateZone(DnsName name) {
            if (!namesPrivately()) {
                return Optional.empty();
            }
            for (DnsName above : name.andAbove()) {
                Optional<HostedZone> zone =
                        snapshot.by(Indexes.ZONES_BY_VPC_AND_NAME, HostedZone.placeKey(vpc, above)).values().stream()
                                .findFirst();
                if (zone.isPresent() || AUTODEFINED.matcher(above.text()).matches()) {
                    return zone.map(found -> new ZoneView(balancers(), found));
                }
                if (keepsPrivately(above.text().substring(0, above.text().length() - 1))) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        @Override
        public Optional<Delegation> delegation(DnsName name) {
            return Delegation.of(balancers(), name);
        }
    }

    private final class InternetView implements VpcView {
        private BalancerNames balancers() {
            return new BalancerNames(snapshot, health, Optional.empty());
        }

        @Override
        public VpcView askedFrom(Ip source) {
            return this;
        }

        @Override
        public boolean synthesizes() {
            return false;
        }

        @Override
        public boolean answers() {
            return true;
        }

        @Override
        public Optional<List<Ip>> endpoint(String name) {
            return EndpointNames.claim(name).flatMap(NameDirectory.this::named);
        }

        @Override
        public List<Ip> addresses(String name) {
            return named(name)
                    .flatMap(_ -> HostNames.address(name))
                    .map(List::of)
                    .orElseGet(() -> balancers().addresses(name));
        }

        @Override
        public Optional<String> name(Ip address) {
            return publicName(address);
        }

        @Override
        public boolean answers(ServiceNames.Zone service) {
            return isAnswered(service);
        }

        @Override
        public Optional<ZoneView> privateZone(DnsName name) {
            return Optional.empty();
        }

        @Override
        public Optional<Delegation> delegation(DnsName name) {
            return Delegation.of(balancers(), name);
        }
    }
}
