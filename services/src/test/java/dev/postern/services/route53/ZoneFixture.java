package dev.postern.services.route53;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.request.Caller;
import dev.postern.services.authorization.TestAccount;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.VPC;

/** An account with two VPCs and another with one, and Route 53. */
final class ZoneFixture implements AutoCloseable {
    static final VPC VPC_1 = vpc("vpc-00000000000000001");
    static final VPC VPC_2 = vpc("vpc-00000000000000002");
    static final VPC FOREIGN = vpc("vpc-0000000000000000f");
    static final AccountId OTHER = new AccountId("444455556666");
    static final Caller STRANGER = new Caller.Root(OTHER);

    final TestAccount account = new TestAccount();
    final Route53Service route53 = new Route53Service(account.cloud());

    ZoneFixture() {
        account.commit(Change.builder()
                .put(entity(TestAccount.ACCOUNT, VPC_1))
                .put(entity(TestAccount.ACCOUNT, VPC_2))
                .put(entity(OTHER, FOREIGN))
                .build());
    }

    static VPC vpc(String id) {
        return VPC.builder().vpcId(id).vpcRegion("us-east-1").build();
    }

    private static Vpc entity(AccountId owner, VPC vpc) {
        return new Vpc(
                new Scope(owner, Region.US_EAST_1),
                new VpcId(vpc.vpcId()),
                List.of(new Vpc.CidrAssociation(
                        new VpcCidrAssociationId(vpc.vpcId().replace("vpc-", "vpc-cidr-assoc-")),
                        Cidr.of("10.0.0.0/16"))),
                false,
                true,
                true,
                new Vpc.RegionOptions(),
                Tags.NONE);
    }

    String publicZone(String name) {
        return account.asRoot(() -> route53.createHostedZone(
                        r -> r.name(name).callerReference(account.ids().uuid())))
                .hostedZone()
                .id();
    }

    String privateZone(String name) {
        return account.asRoot(() -> route53.createHostedZone(r ->
                        r.name(name).vpc(VPC_1).callerReference(account.ids().uuid())))
                .hostedZone()
                .id();
    }

    HostedZone zone(String id) {
        return account.asRoot(() -> route53.getHostedZone(r -> r.id(id))).hostedZone();
    }

    void change(String zone, ChangeAction action, Consumer<ResourceRecordSet.Builder> set) {
        account.asRoot(() -> changed(zone, action, set));
    }

    String changeError(String zone, ChangeAction action, Consumer<ResourceRecordSet.Builder> set) {
        return account.error(() -> changed(zone, action, set));
    }

    private Object changed(String zone, ChangeAction action, Consumer<ResourceRecordSet.Builder> set) {
        return route53.changeResourceRecordSets(r -> r.hostedZoneId(zone)
                .changeBatch(b -> b.changes(software.amazon.awssdk.services.route53.model.Change.builder()
                        .action(action)
                        .resourceRecordSet(set)
                        .build())));
    }

    List<String> records(String zone) {
        return account
                .asRoot(() -> route53.listResourceRecordSets(r -> r.hostedZoneId(zone)))
                .resourceRecordSets()
                .stream()
                .map(set -> set.name() + " " + set.typeAsString())
                .toList();
    }

    @Override
    public void close() {
        account.close();
    }
}
