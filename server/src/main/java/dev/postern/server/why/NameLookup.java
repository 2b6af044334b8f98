package dev.postern.server.why;

import dev.postern.explain.Fix;
import dev.postern.explain.Step;
import dev.postern.guest.dns.Resolution;
import dev.postern.guest.dns.Resolver;
import dev.postern.guest.dns.VpcView;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NameServers;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Family;
import dev.postern.model.net.HostNames;
import dev.postern.model.net.Ip;
import dev.postern.model.route53.DnsName;
import dev.postern.network.PrivateIps;
import dev.postern.network.trace.Remedy;
import dev.postern.server.outside.HostResolvers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a resolver says to a name. Who has IPv6 addresses prefers one of them, as RFC 6724 has it.
 *
 * @param address empty if it does not answer, or knows no such name
 * @param unknown the name that nobody in the cloud knows, if that is why
 */
record NameLookup(Optional<Ip> address, Step step, Optional<DnsName> unknown) {
    private static final String STAGE = "resolver";

    private NameLookup(Optional<Ip> address, Step step) {
        this(address, step, Optional.empty());
    }

    /** What the host's resolvers say to a name that nobody in the cloud knows, where they are asked; else this. */
    NameLookup orElsewhere(Optional<HostResolvers.Share> resolvers, VpcId vpc) {
        if (unknown.isEmpty()) {
            return this;
        }
        String name = unknown.get().spoken();
        if (resolvers.isEmpty()) {
            Remedy open = new Remedy.StartWithInternet(Optional.empty());
            List<Fix> fixes = new ArrayList<>(step.fixes());
            fixes.add(new Fix(open.text() + ": then this machine's resolvers are asked", open.awsCommands()));
            return new NameLookup(
                    Optional.empty(),
                    Step.stopped(Step.Part.NAMES, STAGE, vpc.value(), step.text() + "; the internet is closed", fixes));
        }
        Optional<Ip> said = resolvers.get().address(unknown.get());
        return said.map(ip -> new NameLookup(
                        said,
                        Step.passed(
                                Step.Part.NAMES,
                                STAGE,
                                vpc.value(),
                                name + " is " + ip + ", as this machine's resolvers say")))
                .orElseGet(() -> new NameLookup(
                        said,
                        Step.stopped(
                                Step.Part.NAMES,
                                STAGE,
                                vpc.value(),
                                "neither the cloud nor this machine's resolvers know an IPv4 address of " + name,
                                step.fixes())));
    }

    /** Of a word that is no name of the VPC's resolver, but an instance's. */
    static NameLookup instance(String word, Asker meant, Ip address) {
        return new NameLookup(
                Optional.of(address),
                Step.passed(
                        Step.Part.NAMES,
                        "instance",
                        meant.instance().id().value(),
                        word + " is an instance's name: " + address + " is meant"));
    }

    /** Asks whom an instance of a VPC would ask. */
    static NameLookup in(Snapshot snapshot, Asker asker, VpcView view, String name) {
        Instance instance = asker.instance();
        return snapshot.find(Vpc.class, instance.scope(), instance.vpcId().value())
                .flatMap(vpc -> elsewhere(
                        vpc, NameServers.of(snapshot, vpc, Family.IPV4).servers(), name))
                .orElseGet(() -> in(
                        snapshot,
                        asker,
                        instance.vpcId(),
                        view.askedFrom(asker.primary().primaryIp()),
                        name));
    }

    /** What other servers say that the DHCP options name is theirs to know. */
    private static Optional<NameLookup> elsewhere(Vpc vpc, List<Ip> servers, String name) {
        if (servers.contains(vpc.resolver())) {
            return Optional.empty();
        }
        String whom = servers.isEmpty()
                ? "the VPC's DHCP options name no server to ask for " + name
                : name + " is asked of " + servers.getFirst()
                        + ", which the VPC's DHCP options name: what that answers is"
                        + " not known here, so ask about an address";
        return Optional.of(new NameLookup(
                Optional.empty(),
                Step.stopped(
                        Step.Part.NAMES,
                        "DHCP options",
                        vpc.key(),
                        whom,
                        List.of(new Fix(
                                "make options with domain-name-servers AmazonProvidedDNS and associate them, then start the"
                                        + " instance anew",
                                List.of(
                                        "aws ec2 create-dhcp-options --dhcp-configurations"
                                                + " Key=domain-name-servers,Values=AmazonProvidedDNS",
                                        "aws ec2 associate-dhcp-options --vpc-id " + vpc.key()
                                                + " --dhcp-options-id ID"))))));
    }

    private static NameLookup in(Snapshot snapshot, Asker asker, VpcId vpc, VpcView view, String name) {
        if (!view.answers()) {
            return stopped(
                    vpc,
                    name + " is looked up, and nobody answers: enableDnsSupport is off, so the VPC has no resolver",
                    List.of(new Fix(
                            "turn the VPC's resolver on",
                            List.of("aws ec2 modify-vpc-attribute --vpc-id " + vpc
                                    + " --enable-dns-support Value=true"))));
        }
        Resolution ipv4 = Resolver.lookUp(name, Family.IPV4, view);
        Resolution ipv6 = Resolver.lookUp(name, Family.IPV6, view);
        boolean first =
                ipv6.address().isPresent() && (asker.hasIpv6() || ipv4.address().isEmpty());
        Resolution found = first ? ipv6 : ipv4;
        Optional<Ip> address = found.address();
        if (address.isPresent()) {
            String other = (first ? ipv4 : ipv6)
                    .address()
                    .map(ip -> " (and " + ip + ", which is asked for second)")
                    .orElse("");
            String told = name + " is " + address.get() + other + ", "
                    + endpoint(snapshot, vpc, address.get())
                            .map(id -> "where the interface endpoint " + id + " is")
                            .orElseGet(() -> ZoneStory.answered(name, found));
            return new NameLookup(address, Step.passed(Step.Part.NAMES, STAGE, vpc.value(), told));
        }
        List<Fix> fixes = new ArrayList<>(ZoneStory.fixes(snapshot, vpc, found));
        resourceName(snapshot, asker.instance(), name).ifPresent(fixes::add);
        Optional<EndpointStory> endpoint = EndpointStory.unanswered(snapshot, vpc, name);
        endpoint.flatMap(EndpointStory::fix).ifPresent(fixes::add);
        String silent = endpoint.map(story -> ": " + story.text()).orElse("");
        NameLookup missing = stopped(vpc, ZoneStory.missing(name, found) + silent, fixes);
        return new NameLookup(missing.address(), missing.step(), found.unknown());
    }

    /** The endpoint to whose interface a name leads, by private DNS or as its own. */
    private static Optional<VpcEndpointId> endpoint(Snapshot snapshot, VpcId vpc, Ip address) {
        return PrivateIps.holder(snapshot, vpc, address)
                .filter(eni -> eni.use() instanceof NetworkInterface.OfEndpoint)
                .map(eni -> ((NetworkInterface.OfEndpoint) eni.use()).id());
    }

    /** What would let the name be answered that says an instance's id. */
    private static Optional<Fix> resourceName(Snapshot snapshot, Instance asker, String name) {
        return HostNames.resource(name)
                .flatMap(id -> snapshot.find(Instance.class, asker.scope(), id))
                .filter(instance -> instance.vpcId().equals(asker.vpcId())
                        && instance.resourceName().equals(name))
                .map(instance -> new Fix(
                        "let the resolver answer the name that says its id",
                        List.of("aws ec2 modify-private-dns-name-options --instance-id " + instance.id()
                                + " --enable-resource-name-dns-a-record")));
    }

    private static NameLookup stopped(VpcId vpc, String text, List<Fix> fixes) {
        return new NameLookup(Optional.empty(), Step.stopped(Step.Part.NAMES, STAGE, vpc.value(), text, fixes));
    }
}
