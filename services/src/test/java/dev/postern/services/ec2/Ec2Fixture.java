package dev.postern.services.ec2;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.FlowLogId;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.wire.ApiException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** An empty cloud in memory and one account's client, with a clock and ids that tests know. */
public final class Ec2Fixture {
    public static final AccountId ACCOUNT = new AccountId("111122223333");

    public final Cloud cloud = new LedgerCloud(new MemoryLedger());
    public final Ec2Client ec2;

    /** Instances that the machine has not looked at yet. */
    public final Set<InstanceId> initializing = new HashSet<>();

    /** Why flow logs are not delivered. */
    public final Map<FlowLogId, String> undelivered = new HashMap<>();

    public Ids ids = new Ids(new Random(7));
    public AccountId account = ACCOUNT;
    public Region region = Region.US_EAST_1;
    public Instant now = Instant.parse("2025-11-22T10:00:00Z");

    public Ec2Fixture() {
        this(Quotas.DEFAULTS);
    }

    public Ec2Fixture(Quotas quotas) {
        ec2 = new Ec2Service(
                cloud,
                new Host(
                        "x86_64",
                        id -> Optional.of("booted " + id),
                        id -> !initializing.contains(id),
                        new SecureRandom()),
                quotas,
                id -> Optional.ofNullable(undelivered.get(id)));
    }

    /** The answer to a call. */
    public <R> R ask(Function<Ec2Client, R> call) {
        RequestContext context = new RequestContext(
                "req-1",
                new Caller.Root(account),
                region,
                new Connection.Public(AddressPlan.INTERNET_CLIENT, true),
                "test",
                now,
                ids);
        try {
            return context.call(() -> call.apply(ec2));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The error that a call is refused with, as {@code Code: message}; the refusal must have changed nothing. */
    public String refusal(Function<Ec2Client, ?> call) {
        long before = cloud.snapshot().sequence();
        ApiException error = catchThrowableOfType(ApiException.class, () -> ask(call));
        if (error == null) {
            throw new AssertionError("the call was not refused");
        }
        if (cloud.snapshot().sequence() != before) {
            throw new AssertionError("a refused call changed the cloud");
        }
        return error.error().code() + ": " + error.text();
    }

    /** A record set of the public hosted zone example.com, in place of one that was there. */
    public void publicRecord(String name, String type, String... values) {
        Scope owner = Scope.ofAccount(ACCOUNT);
        HostedZone zone = new HostedZone(
                owner,
                "Z0123456789",
                new DnsName("example.com."),
                "once",
                Optional.empty(),
                now,
                new HostedZone.Everybody(List.of("ns-1.example.")),
                Tags.NONE);
        RecordSet record = new RecordSet(
                owner, zone.id(), new DnsName(name), type, Optional.empty(), new RecordSet.Values(60, List.of(values)));
        cloud.commit(
                snapshot -> new Outcome<>(Change.builder().put(zone).put(record).build(), true));
    }

    public Scope scope() {
        return new Scope(account, region);
    }

    public String vpc(String cidr) {
        return ask(c -> c.createVpc(r -> r.cidrBlock(cidr))).vpc().vpcId();
    }

    /** The first IPv6 block that a VPC has. */
    public Cidr ipv6Block(String vpc) {
        return Cidr.of(ask(c -> c.describeVpcs(r -> r.vpcIds(vpc)))
                .vpcs()
                .getFirst()
                .ipv6CidrBlockAssociationSet()
                .getFirst()
                .ipv6CidrBlock());
    }

    public String subnet(String vpc, String cidr) {
        return ask(c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock(cidr)))
                .subnet()
                .subnetId();
    }

    public String gateway(String vpc) {
        String id = ask(c -> c.createInternetGateway(r -> {})).internetGateway().internetGatewayId();
        ask(c -> c.attachInternetGateway(r -> r.internetGatewayId(id).vpcId(vpc)));
        return id;
    }

    public String routeTable(String vpc) {
        return ask(c -> c.createRouteTable(r -> r.vpcId(vpc))).routeTable().routeTableId();
    }

    public static TagSpecification tagged(String type, String key, String value) {
        return TagSpecification.builder()
                .resourceType(type)
                .tags(Tag.builder().key(key).value(value).build())
                .build();
    }

    public static IpPermission tcp(int from, int to, String... cidrs) {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(from)
                .toPort(to)
                .ipRanges(Stream.of(cidrs)
                        .map(cidr -> IpRange.builder().cidrIp(cidr).build())
                        .toList())
                .build();
    }

    public static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    /** Lets a while go by, in which the network is brought to the state as it is. */
    public void pass(Passage passage, Duration later) {
        cloud.commit(snapshot ->
                new Cloud.Outcome<>(passage.pass(snapshot, now.plus(later), new InForce(snapshot, _ -> true)), true));
    }
}
