package dev.postern.services.route53;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.HostedZone.Everybody;
import dev.postern.model.route53.HostedZone.Vpcs;
import dev.postern.model.route53.HostedZone.ZoneVpc;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.RecordSet.Alias;
import dev.postern.model.route53.RecordSet.BalancerAlias;
import dev.postern.model.route53.RecordSet.Multivalue;
import dev.postern.model.route53.RecordSet.Values;
import dev.postern.model.route53.RecordSet.Weighted;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.AliasTarget;
import software.amazon.awssdk.services.route53.model.DelegationSet;
import software.amazon.awssdk.services.route53.model.HostedZoneConfig;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.VPC;

/** The nouns of Route 53 as answers show them. */
final class Shapes {
    private Shapes() {}

    static software.amazon.awssdk.services.route53.model.HostedZone zone(Snapshot snapshot, HostedZone zone) {
        return zone(zone, snapshot.by(Indexes.RECORDS_BY_ZONE, zone.id()).size());
    }

    static software.amazon.awssdk.services.route53.model.HostedZone zone(HostedZone zone, long recordSets) {
        return software.amazon.awssdk.services.route53.model.HostedZone.builder()
                .id("/hostedzone/" + zone.id())
                .name(zone.name().text())
                .callerReference(zone.callerReference())
                .config(HostedZoneConfig.builder()
                        .comment(zone.comment().orElse(null))
                        .privateZone(zone.isPrivate())
                        .build())
                .resourceRecordSetCount(recordSets)
                .build();
    }

    /** To which servers a public zone is to be delegated. */
    static @Nullable DelegationSet delegationSet(HostedZone zone) {
        return switch (zone.audience()) {
            case Everybody(List<String> servers) ->
                DelegationSet.builder().nameServers(servers).build();
            case Vpcs _ -> null;
        };
    }

    static VPC vpc(ZoneVpc vpc) {
        return VPC.builder()
                .vpcId(vpc.id().value())
                .vpcRegion(vpc.region().name())
                .build();
    }

    static ResourceRecordSet recordSet(RecordSet set) {
        ResourceRecordSet.Builder shape =
                ResourceRecordSet.builder().name(set.name().text()).type(set.type());
        set.choice().ifPresent(choice -> {
            shape.setIdentifier(choice.setId());
            switch (choice.policy()) {
                case Weighted(int weight) -> shape.weight((long) weight);
                case Multivalue() -> shape.multiValueAnswer(true);
            }
        });
        switch (set.content()) {
            case Values(long ttl, List<String> values) ->
                shape.ttl(ttl)
                        .resourceRecords(values.stream()
                                .map(value ->
                                        ResourceRecord.builder().value(value).build())
                                .toList());
            case Alias(var target, boolean evaluatesHealth) ->
                shape.aliasTarget(AliasTarget.builder()
                        .hostedZoneId(set.zone())
                        .dnsName(target.text())
                        .evaluateTargetHealth(evaluatesHealth)
                        .build());
            case BalancerAlias(String zone, var target, boolean evaluatesHealth) ->
                shape.aliasTarget(AliasTarget.builder()
                        .hostedZoneId(zone)
                        .dnsName(target.text())
                        .evaluateTargetHealth(evaluatesHealth)
                        .build());
        }
        return shape.build();
    }
}
