package dev.postern.testkit;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceProfileAssociationId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.Role;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.model.s3.Bucket;
import dev.postern.model.sns.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cloud of equal VPCs in which requests are made, too: what a perimeter is held against. Each has a tier of web servers with public
 * addresses, two of applications that reach the internet by NAT, and two of databases behind an ACL, all with roles; a gateway endpoint for
 * S3 and an interface endpoint for SNS; and a peering connection with the next one. Buckets, topics, roles and endpoints have policies, none
 * of which lets a stranger in, or anybody out.
 */
public final class PerimeterCloud {
    /** Whose everything is. */
    public static final AccountId SELF = new AccountId("000000000000");

    private static final Scope SCOPE = new Scope(SELF, Region.US_EAST_1);
    private static final List<String> TIERS = List.of("web", "app", "batch", "data", "cache");
    /** In which subnet of the VPC a tier is. */
    private static final List<Integer> SUBNETS = List.of(0, 1, 1, 2, 2);

    /** Where AWS's services are. */
    private static final String AWS = AddressPlan.EVERYTHING_PUBLIC.toString();

    private static final int FIRST_HOST = 10;

    private final Topology topology = new Topology();
    private final List<String> vpcs = new ArrayList<>();

    /** Of each VPC that of S3 and that of SNS. */
    private final List<String> endpoints = new ArrayList<>();

    private final List<List<String>> names = new ArrayList<>();
    private final List<String> buckets = new ArrayList<>();
    private final int perTier;
    private int policies;

    /**
     * Builds it.
     *
     * @param vpcs 2 to 100
     * @param perTier how many instances each of a VPC's five tiers has, 1 to 100
     * @param buckets how many there are in all
     */
    public PerimeterCloud(int vpcs, int perTier, int buckets) {
        this.perTier = perTier;
        topology.put(new Account(SELF, Instant.EPOCH));
        List<Parts> parts = new ArrayList<>();
        for (int i = 0; i < vpcs; i++) {
            parts.add(vpc(i));
            this.vpcs.add(parts.get(i).vpc().value());
        }
        for (int i = 0; i < vpcs; i++) {
            peer(i, parts.get(i), (i + 1) % vpcs, parts.get((i + 1) % vpcs));
        }
        for (int i = 0; i < buckets; i++) {
            bucket("data-" + i, i % vpcs);
        }
        for (int i = 0; i < vpcs; i++) {
            topic("news-" + i, i);
            for (int tier = 0; tier < TIERS.size(); tier++) {
                role(role(i, tier), this.buckets.get((i + tier % 2) % this.buckets.size()), i);
            }
        }
    }

    private record Parts(VpcId vpc, List<RouteTableId> tables) {}

    public Snapshot snapshot() {
        return topology.snapshot();
    }

    /** The Name tags of each VPC's instances, tier by tier. */
    public List<List<String>> names() {
        return List.copyOf(names);
    }

    /** In the order in which they were made. */
    public List<String> buckets() {
        return List.copyOf(buckets);
    }

    /** How many policies there are of buckets, topics, roles and endpoints. */
    public int policies() {
        return policies;
    }

    private static String role(int vpc, int tier) {
        return "role-" + vpc + "-" + TIERS.get(tier);
    }

    private Parts vpc(int number) {
        String net = "10." + number;
        VpcId vpc = topology.vpc(net + ".0.0/16");
        SubnetId front = topology.subnet(vpc, net + ".0.0/24");
        SubnetId middle = topology.subnet(vpc, net + ".1.0/24");
        SubnetId back = topology.subnet(vpc, net + ".2.0/24");
        RouteTableId out = topology.routeTable(vpc, front);
        topology.route(out, "0.0.0.0/0", new Route.ViaInternetGateway(topology.internetGateway(vpc)));
        RouteTableId inner = topology.routeTable(vpc, middle);
        topology.route(
                inner,
                "0.0.0.0/0",
                new Route.ViaNatGateway(
                        topology.natOf(topology.natGateway(front, net + ".0.250", "198.19.1." + (number + 1)))));
        RouteTableId closed = topology.routeTable(vpc, back);
        tiers(number, vpc, List.of(front, middle, back));
        topology.acl(
                vpc,
                List.of(
                        entry(100, false, net + ".0.0/16"),
                        entry(110, false, AWS),
                        entry(100, true, net + ".0.0/16"),
                        entry(110, true, AWS)),
                back);
        VpcEndpoint gateway = topology.get(
                VpcEndpoint.class, topology.endpoint(vpc, inner, closed).value());
        endpoint(gateway);
        InterfaceEndpoints more = new InterfaceEndpoints(topology);
        endpoint(more.of(more.to("com.amazonaws.us-east-1.sns", middle, net + ".1.240", topology.securityGroup(vpc))));
        return new Parts(vpc, List.of(out, inner, closed));
    }

    private static NetworkAcl.Entry entry(int number, boolean egress, String block) {
        return new NetworkAcl.Entry(number, egress, true, Protocol.ALL, PortRange.ALL, Cidr.of(block));
    }

    private void tiers(int number, VpcId vpc, List<SubnetId> subnets) {
        String net = "10." + number;
        List<SecurityGroupId> groups = new ArrayList<>();
        for (int tier = 0; tier < TIERS.size(); tier++) {
            groups.add(topology.securityGroup(vpc));
        }
        topology.allowIn(groups.get(0), Protocol.TCP, PortRange.of(443), "0.0.0.0/0");
        topology.allowIn(groups.get(1), Protocol.TCP, PortRange.of(8080), groups.get(0));
        topology.allowIn(groups.get(1), Protocol.TCP, new PortRange(9000, 9010), net + ".0.0/16");
        topology.allowIn(groups.get(2), Protocol.TCP, PortRange.of(22), groups.get(1));
        topology.allowIn(groups.get(3), Protocol.TCP, PortRange.of(5432), groups.get(1));
        topology.allowIn(groups.get(3), Protocol.TCP, PortRange.of(5432), groups.get(2));
        topology.allowIn(groups.get(4), Protocol.TCP, PortRange.of(6379), groups.get(1));
        List<String> named = new ArrayList<>();
        for (int tier = 0; tier < TIERS.size(); tier++) {
            for (int i = 0; i < perTier; i++) {
                int host = FIRST_HOST + tier % 2 * 100 + i;
                NetworkInterfaceId eni = topology.instance(
                        subnets.get(SUBNETS.get(tier)), net + "." + SUBNETS.get(tier) + "." + host, groups.get(tier));
                if (tier == 0) {
                    topology.publicIp(eni, "198.19." + (10 + number) + "." + (1 + i));
                }
                String name = TIERS.get(tier) + "-" + number + "-" + i;
                named.add(name);
                Instance made =
                        topology.get(Instance.class, topology.instanceOf(eni).value());
                topology.put(made.withTags(Tags.of(Map.of("Name", name)))
                        .withOptions(made.options()
                                .withInstanceProfile(Optional.of(new Instance.ProfileAssociation(
                                        new InstanceProfileAssociationId(topology.id("iip-assoc")),
                                        role(number, tier),
                                        Instant.EPOCH)))));
            }
        }
        names.add(named);
    }

    private void peer(int one, Parts from, int other, Parts to) {
        Route.ViaPeering peering = new Route.ViaPeering(topology.peering(from.vpc(), to.vpc()));
        topology.route(from.tables().get(1), "10." + other + ".0.0/16", peering);
        topology.route(to.tables().get(1), "10." + one + ".0.0/16", peering);
    }

    /** Only one's own, only to one's own. */
    private void endpoint(VpcEndpoint endpoint) {
        endpoints.add(endpoint.id().value());
        topology.put(endpoint.withPolicy(Optional.of(policy("{'Sid':'Own','Effect':'Allow','Principal':'*',"
                + "'Action':'*','Resource':'*','Condition':{'StringEquals':{'aws:PrincipalAccount':'" + SELF
                + "','aws:ResourceAccount':'" + SELF + "'}}}"))));
    }

    /** For who comes from one VPC or the one before it, which is said in one way or another. */
    private void bucket(String name, int vpc) {
        String here = "'arn:aws:s3:::" + name + "','arn:aws:s3:::" + name + "/*'";
        int before = (vpc - 1 + vpcs.size()) % vpcs.size();
        String elsewhere = buckets.size() % 2 == 0
                ? "'aws:SourceVpce':['" + endpoints.get(2 * vpc) + "','" + endpoints.get(2 * before) + "']"
                : "'aws:SourceVpc':['" + vpcs.get(vpc) + "','" + vpcs.get(before) + "']";
        String more = buckets.size() % 4 < 2
                ? ""
                : ",{'Effect':'Deny','Principal':'*','Action':'s3:PutObject','Resource':[" + here
                        + "],'Condition':{'Bool':"
                        + "{'aws:SecureTransport':'false'}}},{'Effect':'Allow','Principal':'*','Action':'s3:GetObject',"
                        + "'Resource':'arn:aws:s3:::" + name
                        + "/shared/*','Condition':{'StringLike':{'aws:PrincipalArn':"
                        + "'arn:aws:iam::" + SELF + ":role/role-*'}}}";
        buckets.add(name);
        topology.put(Bucket.of(
                name,
                "id-" + name,
                SELF,
                Region.US_EAST_1,
                Instant.EPOCH,
                Optional.of(policy("{'Sid':'Wall','Effect':'Deny','Principal':'*','Action':'s3:*','Resource':[" + here
                        + "],'Condition':{'StringNotEquals':{" + elsewhere + "}}}" + more)),
                Optional.of(Bucket.PublicAccessBlock.ALL),
                Tags.NONE,
                Optional.empty()));
    }

    private void topic(String name, int vpc) {
        String arn = Arn.of("sns", SCOPE, name).toString();
        topology.put(new Topic(
                SCOPE,
                name,
                "",
                Optional.of(
                        policy("{'Effect':'Allow','Principal':'*','Action':['SNS:Publish','SNS:Subscribe'],'Resource':'"
                                + arn + "','Condition':{'StringEquals':{'aws:PrincipalAccount':'" + SELF
                                + "'}}},{'Effect':'Deny',"
                                + "'Principal':'*','Action':'SNS:*','Resource':'" + arn
                                + "','Condition':{'StringNotEquals':"
                                + "{'aws:SourceVpce':'" + endpoints.get(2 * vpc + 1) + "'}}}")),
                1,
                Instant.EPOCH,
                Tags.NONE));
    }

    private void role(String name, String bucket, int vpc) {
        Scope scope = Scope.ofAccount(SELF);
        topology.put(new Role(
                scope,
                name,
                "/",
                "AROA" + "%017d".formatted(policies),
                "{'Statement':{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}}"
                        .replace('\'', '"'),
                "",
                3600,
                Instant.EPOCH,
                new TreeMap<>(Map.of(
                        "inline",
                        policy("{'Effect':'Allow','Action':['s3:GetObject','s3:PutObject','s3:ListBucket'],'Resource':"
                                + "['arn:aws:s3:::" + bucket + "','arn:aws:s3:::" + bucket + "/*']},{'Effect':'Allow',"
                                + "'Action':'sns:Publish','Resource':'arn:aws:sns:*:" + SELF + ":news-" + vpc + "'}"))),
                List.of(),
                Optional.empty(),
                Tags.NONE));
        topology.put(new InstanceProfile(
                scope, name, "/", "AIPA" + "%017d".formatted(policies), Optional.of(name), Instant.EPOCH, Tags.NONE));
    }

    private String policy(String statements) {
        policies++;
        return ("{'Version':'2012-10-17','Statement':[" + statements + "]}").replace('\'', '"');
    }
}
