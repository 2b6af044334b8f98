package dev.postern.server.why;

import dev.postern.explain.Fix;
import dev.postern.explain.Step;
import dev.postern.guest.ServiceNames;
import dev.postern.guest.dns.Resolver;
import dev.postern.guest.dns.VpcView;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * What a resolver says to a name.
 *
 * @param address empty if it does not answer, or knows no such name
 */
record NameLookup(Optional<Ip> address, Step step) {
    private static final String STAGE = "resolver";

    /** Asks the resolver of a VPC. */
    static NameLookup in(VpcId vpc, VpcView view, String name) {
        if (!view.answers()) {
            return new NameLookup(
                    Optional.empty(),
                    Step.stopped(
                            Step.Part.NAMES,
                            STAGE,
                            vpc.value(),
                            name
                                    + " is looked up, and nobody answers: enableDnsSupport is off, so the VPC has no resolver",
                            List.of(new Fix(
                                    "turn the VPC's resolver on",
                                    List.of("aws ec2 modify-vpc-attribute --vpc-id " + vpc
                                            + " --enable-dns-support Value=true")))));
        }
        Optional<Ip> address = Resolver.lookUp(name, view);
        if (address.isEmpty()) {
            return new NameLookup(
                    address,
                    Step.stopped(
                            Step.Part.NAMES,
                            STAGE,
                            vpc.value(),
                            "there is no name " + name + " (NXDOMAIN)",
                            List.of()));
        }
        return new NameLookup(
                address,
                Step.passed(Step.Part.NAMES, STAGE, vpc.value(), name + " is " + address.get() + ", " + why(name)));
    }

    private static String why(String name) {
        return ServiceNames.find(name)
                .map(zone -> "where " + zone.service()
                        + zone.region().map(region -> " of " + region).orElse("") + " answers")
                .orElse("an interface's name");
    }
}
