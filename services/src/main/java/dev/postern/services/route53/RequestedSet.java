package dev.postern.services.route53;

import dev.postern.model.elbv2.HostedZones;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.RecordSet.Alias;
import dev.postern.model.route53.RecordSet.BalancerAlias;
import dev.postern.model.route53.RecordSet.Choice;
import dev.postern.model.route53.RecordSet.Content;
import dev.postern.model.route53.RecordSet.Multivalue;
import dev.postern.model.route53.RecordSet.Policy;
import dev.postern.model.route53.RecordSet.Values;
import dev.postern.model.route53.RecordSet.Weighted;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.route53.model.AliasTarget;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Reads what a change says of a set, and refuses what no set can be. */
final class RequestedSet {
    private RequestedSet() {}

    /**
     * The set that a change names.
     *
     * @throws ApiException {@code InvalidInput} if its members do not go together
     */
    static RecordSet of(HostedZone zone, Change change) {
        ResourceRecordSet said = change.resourceRecordSet();
        DnsName name = DnsName.parse(said.name())
                .orElseThrow(() -> invalid(
                        "DomainLabelEmpty (Domain label is empty) encountered with '" + said.name() + "'", change));
        boolean values = said.hasResourceRecords() && said.ttl() != null;
        if (!values && said.aliasTarget() == null) {
            throw invalid(expected("none"), change);
        }
        if (said.aliasTarget() != null && (said.hasResourceRecords() || said.ttl() != null)) {
            throw invalid(expected("more than one"), change);
        }
        Content content = values
                ? new Values(
                        said.ttl(),
                        said.resourceRecords().stream()
                                .map(ResourceRecord::value)
                                .toList())
                : alias(zone, said.aliasTarget(), change);
        return new RecordSet(zone.scope(), zone.id(), name, said.typeAsString(), choice(said, change), content);
    }

    private static String expected(String found) {
        return "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but"
                + " found " + found;
    }

    private static Content alias(HostedZone zone, AliasTarget target, Change change) {
        DnsName name = DnsName.parse(target.dnsName())
                .orElseThrow(() -> invalid("The alias target " + target.dnsName() + " is not a name", change));
        String of = Route53Call.plain(target.hostedZoneId());
        if (HostedZones.domain(of).isPresent()) {
            return new BalancerAlias(of, name, target.evaluateTargetHealth());
        }
        if (!of.equals(zone.id())) {
            throw invalid(
                    "The alias target's HostedZoneId " + target.hostedZoneId()
                            + " is not supported: alias records lead to records of the same hosted zone and to"
                            + " Network Load Balancers",
                    change);
        }
        return new Alias(name, target.evaluateTargetHealth());
    }

    private static Optional<Choice> choice(ResourceRecordSet said, Change change) {
        List<Policy> policies = new ArrayList<>();
        if (said.weight() != null) {
            policies.add(new Weighted(said.weight().intValue()));
        }
        if (Boolean.TRUE.equals(said.multiValueAnswer())) {
            policies.add(new Multivalue());
        }
        if (said.setIdentifier() == null) {
            if (!policies.isEmpty()) {
                throw invalid("Missing field 'SetIdentifier'", change);
            }
            return Optional.empty();
        }
        if (policies.size() != 1) {
            throw invalid(
                    "Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], but found "
                            + (policies.isEmpty() ? "none" : "more than one"),
                    change);
        }
        return Optional.of(new Choice(said.setIdentifier(), policies.getFirst()));
    }

    private static ApiException invalid(String why, Change change) {
        ResourceRecordSet said = change.resourceRecordSet();
        return Route53Error.INVALID_INPUT.of("Invalid request: " + why + " in Change with [Action="
                + change.actionAsString() + ", Name=" + said.name() + ", Type=" + said.typeAsString()
                + ", SetIdentifier=" + said.setIdentifier() + "]");
    }
}
