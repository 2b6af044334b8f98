package dev.postern.server.verify.checks;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableAssociationId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.Role;
import dev.postern.model.net.Cidr;
import dev.postern.model.request.Ids;
import dev.postern.model.s3.Bucket;
import dev.postern.model.sns.Topic;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.SnsPermissions;
import dev.postern.services.dynamodb.DynamoDbPermissions;
import dev.postern.services.s3.S3Service;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.storage.objects.FileObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A cloud whose data perimeter holds, made of values alone; holes can be planted in it. */
final class WalledCloud {
    static final AccountId SELF = new AccountId("111122223333");
    static final Scope SCOPE = new Scope(SELF, Region.US_EAST_1);
    static final String EXPECTED = "198.51.100.0/24";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Snapshot snapshot = Snapshot.EMPTY;
    final List<String> endpoints = new ArrayList<>();
    final List<String> buckets = new ArrayList<>();

    WalledCloud(Random random, int vpcs, int bucketCount, int roles) {
        put(Change.put(new Account(SELF, NOW)));
        for (int i = 0; i < bucketCount; i++) {
            buckets.add("data-" + i + "-" + random.nextInt(1000));
        }
        for (int i = 0; i < vpcs; i++) {
            VpcId vpc = new VpcId(id("vpc-", i + 1));
            put(Change.put(new Vpc(
                    SCOPE,
                    vpc,
                    List.of(new Vpc.CidrAssociation(
                            new VpcCidrAssociationId(id("vpc-cidr-assoc-", i + 1)), Cidr.of("10." + i + ".0.0/16"))),
                    false,
                    true,
                    true,
                    new Vpc.RegionOptions(),
                    Tags.NONE)));
            endpoint(id("vpce-", i + 1), vpc, Optional.of(tight(random)));
            if (random.nextBoolean()) {
                out(vpc, i + 1);
            }
        }
        for (String bucket : buckets) {
            bucket(bucket, Optional.of(wall(bucket)));
        }
        for (int i = 0; i < roles; i++) {
            role("app-" + i, EC2, bounded(random));
        }
    }

    static final String EC2 = json("{'Statement':{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},"
            + "'Action':'sts:AssumeRole'}}");

    static String json(String text) {
        return text.replace('\'', '"');
    }

    static String id(String prefix, int number) {
        return prefix + String.format("%017x", 0x0abc000L + number);
    }

    /** Only one's own, only to one's own. */
    private static String tight(Random random) {
        return json("{'Version':'2012-10-17','Statement':[{'Sid':'Own','Effect':'Allow','Principal':'*','Action':'"
                + (random.nextBoolean() ? "s3:*" : "*") + "','Resource':'*','Condition':{'StringEquals':{"
                + "'aws:PrincipalAccount':'" + SELF + "','aws:ResourceAccount':'" + SELF + "'}}}]}");
    }

    private String wall(String bucket) {
        return json("{'Version':'2012-10-17','Statement':[" + wallStatement(bucket) + "]}");
    }

    String wallStatement(String bucket) {
        return json("{'Sid':'Wall','Effect':'Deny','Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::" + bucket
                + "','arn:aws:s3:::" + bucket + "/*'],'Condition':{'StringNotEquals':{'aws:SourceVpce':['"
                + String.join("','", endpoints) + "']},'NotIpAddress':{'aws:SourceIp':'" + EXPECTED + "'}}}");
    }

    private String bounded(Random random) {
        String bucket = buckets.get(random.nextInt(buckets.size()));
        return random.nextBoolean()
                ? json("{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':['s3:GetObject','s3:PutObject',"
                        + "'s3:ListBucket'],'Resource':['arn:aws:s3:::" + bucket + "','arn:aws:s3:::" + bucket
                        + "/*']}}")
                : json("{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*',"
                        + "'Condition':{'StringEquals':{'aws:ResourceAccount':'" + SELF + "'}}}}");
    }

    /** What is malformed would allow nothing, and test nothing. */
    private static void parsed(PolicyKind kind, String document) {
        try {
            Policy.parse(json(document), kind);
        } catch (MalformedPolicyException e) {
            throw new AssertionError(document, e);
        }
    }

    void put(Change change) {
        snapshot = snapshot.apply(snapshot.sequence() + 1, change);
    }

    void bucket(String name, Optional<String> policy) {
        policy.ifPresent(document -> parsed(PolicyKind.BUCKET, document));
        put(Change.put(Bucket.of(
                name,
                "id-" + name,
                SELF,
                Region.US_EAST_1,
                NOW,
                policy.map(WalledCloud::json),
                Optional.empty(),
                Tags.NONE,
                Optional.empty())));
    }

    void role(String name, String trust, String policy) {
        parsed(PolicyKind.TRUST, trust);
        parsed(PolicyKind.IDENTITY, policy);
        put(Change.put(new Role(
                Scope.ofAccount(SELF),
                name,
                "/",
                "AROA" + String.format("%017d", Math.abs((long) name.hashCode())),
                json(trust),
                "",
                3600,
                NOW,
                new TreeMap<>(Map.of("inline", json(policy))),
                List.of(),
                Optional.empty(),
                Tags.NONE)));
    }

    void topic(String name, String policy) {
        put(Change.put(new Topic(SCOPE, name, "", Optional.of(json(policy)), 1, NOW, Tags.NONE)));
    }

    void endpoint(String id, VpcId vpc, Optional<String> policy) {
        policy.ifPresent(document -> parsed(PolicyKind.ENDPOINT, document));
        endpoints.add(id);
        put(Change.put(new VpcEndpoint(
                SCOPE,
                new VpcEndpointId(id),
                vpc,
                "com.amazonaws.us-east-1.s3",
                VpcEndpoint.State.AVAILABLE,
                NOW,
                policy.map(WalledCloud::json),
                new VpcEndpoint.Gateway(List.of()),
                NOW,
                Tags.NONE)));
    }

    /** A route from a VPC to the internet. */
    void out(VpcId vpc, int number) {
        put(Change.put(new RouteTable(
                SCOPE,
                new RouteTableId(id("rtb-", number)),
                vpc,
                List.of(new Route(
                        new Route.ToCidr(Cidr.ALL_IPV4),
                        new Route.ViaInternetGateway(new InternetGatewayId(id("igw-", number))),
                        Route.Origin.CREATE_ROUTE)),
                List.of(new RouteTable.Association(
                        new RouteTableAssociationId(id("rtbassoc-", number)), new RouteTable.Main())),
                Tags.NONE)));
    }

    static SortedSet<AccountId> self() {
        return new TreeSet<>(Set.of(SELF));
    }

    static PerimeterCheck identities() {
        return new PerimeterCheck.TrustedIdentities(self(), Optional.empty(), List.of());
    }

    static PerimeterCheck resources() {
        return new PerimeterCheck.TrustedResources(self(), Optional.empty(), List.of());
    }

    static PerimeterCheck networks() {
        return new PerimeterCheck.ExpectedNetworks(
                self(), Optional.empty(), Set.of(), List.of(Cidr.of(EXPECTED)), List.of(), Set.of("s3", "sns"));
    }

    Outcome check(PerimeterCheck check, Path objects) {
        Ids ids = new Ids(new Random(5));
        Authorizer authorizer = new Authorizer();
        return new Checks(
                        SELF,
                        new S3Service(new LedgerCloud(new MemoryLedger()), new FileObjectStore(objects), authorizer),
                        authorizer,
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        ids)
                .with(new DynamoDbPermissions(), () -> new TreeSet<>(Set.of("GetItem", "PutItem", "Query", "Scan")))
                .with(new SnsPermissions(), () -> new TreeSet<>(Set.of("Publish", "Subscribe")))
                .of(snapshot, check);
    }
}
