package dev.postern.guest.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.guest.CloudFixture;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.AwsInterfaceService;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.HostedZone.Vpcs;
import dev.postern.model.route53.HostedZone.ZoneVpc;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** To which endpoint of a VPC private DNS leads a name. */
class PrivateDnsTest {
    private static final VpcId VPC = CloudFixture.VPC;

    private Snapshot snapshot = CloudFixture.snapshot();

    @Test
    void aWildcardIsForAllNamesBelowAndNotForItsDomain() {
        endpoint(1, "com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000001", "*.example.com");
        assertThat(leads("www.example.com")).contains("10.0.0.1");
        assertThat(leads("a.b.example.com")).contains("10.0.0.1");
        assertThat(leads("example.com")).isEmpty();
        assertThat(leads("wwwexample.com")).isEmpty();
        assertThat(new NameDirectory(snapshot).internet().endpoint("www.example.com"))
                .isEmpty();
    }

    @Test
    void aNearerDomainHasItsNamesToItself() {
        endpoint(1, "com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000001", "*.example.com");
        endpoint(2, "com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000002", "shop.example.com");
        endpoint(3, "com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000003", "*.eu.example.com");
        assertThat(leads("shop.example.com")).contains("10.0.0.2");
        assertThat(leads("a.shop.example.com")).isEmpty();
        assertThat(leads("a.eu.example.com")).contains("10.0.0.3");
        assertThat(leads("eu.example.com")).contains("10.0.0.1");
    }

    @Test
    void aPrivateZoneAnswersWhereItsNameIsTheNearer() {
        endpoint(1, "com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000001", "*.example.com");
        zone("com.");
        assertThat(zoned("www.example.com.")).isEmpty();
        assertThat(zoned("www.example.net.")).isEmpty();
        assertThat(zoned("www.elsewhere.com.")).contains("com.");
        zone("eu.example.com.");
        assertThat(zoned("www.eu.example.com.")).contains("eu.example.com.");
        assertThat(zoned("www.example.com.")).isEmpty();
    }

    @Test
    void bucketsAreBelowTheNameOfS3() {
        AwsInterfaceService s3 = AwsInterfaceService.named(Region.US_EAST_1, "com.amazonaws.us-east-1.s3")
                .orElseThrow();
        endpoint(1, s3.name(), s3.privateNames().toArray(String[]::new));
        assertThat(leads("s3.us-east-1.amazonaws.com")).contains("10.0.0.1");
        assertThat(leads("my.bucket.s3.us-east-1.amazonaws.com")).contains("10.0.0.1");
        AwsInterfaceService sts = AwsInterfaceService.named(Region.US_EAST_1, "com.amazonaws.us-east-1.sts")
                .orElseThrow();
        endpoint(2, sts.name(), sts.privateNames().toArray(String[]::new));
        assertThat(leads("sts.us-east-1.amazonaws.com")).contains("10.0.0.2");
        assertThat(leads("my.sts.us-east-1.amazonaws.com")).isEmpty();
    }

    private Optional<String> leads(String name) {
        return new NameDirectory(snapshot)
                .view(VPC)
                .endpoint(name)
                .map(addresses -> addresses.getFirst().toString());
    }

    private Optional<String> zoned(String name) {
        return new NameDirectory(snapshot)
                .view(VPC)
                .privateZone(new DnsName(name))
                .map(view -> view.zone().name().text());
    }

    private void endpoint(int number, String service, String... names) {
        SubnetId subnet = new SubnetId("subnet-00000000000000001");
        NetworkInterfaceId eni = new NetworkInterfaceId("eni-0000000000000010" + number);
        VpcEndpointId id = new VpcEndpointId("vpce-0000000000000010" + number);
        commit(Change.builder()
                .put(new NetworkInterface(
                        CloudFixture.SCOPE,
                        eni,
                        VPC,
                        subnet,
                        Mac.local("000000010" + number),
                        List.of(Ip.of("10.0.0." + number)),
                        Optional.empty(),
                        List.of(),
                        true,
                        "",
                        new NetworkInterface.OfEndpoint(id, Instant.EPOCH),
                        Tags.NONE))
                .put(new VpcEndpoint(
                        CloudFixture.SCOPE,
                        id,
                        VPC,
                        service,
                        VpcEndpoint.State.AVAILABLE,
                        Instant.EPOCH,
                        Optional.empty(),
                        new VpcEndpoint.Interface(
                                List.of(new VpcEndpoint.Seat(subnet, "us-east-1a", eni)),
                                List.of(),
                                VpcEndpoint.AddressType.IPV4,
                                new VpcEndpoint.DnsOptions(VpcEndpoint.RecordType.IPV4, false),
                                "abcdefgh",
                                List.of(names),
                                Optional.empty()),
                        Instant.EPOCH,
                        Tags.NONE))
                .build());
    }

    private void zone(String name) {
        commit(Change.put(new HostedZone(
                Scope.ofAccount(CloudFixture.SCOPE.account()),
                "Z" + name,
                new DnsName(name),
                name,
                Optional.empty(),
                Instant.EPOCH,
                new Vpcs(List.of(new ZoneVpc(Region.US_EAST_1, VPC)), List.of()),
                Tags.NONE)));
    }

    private void commit(Change change) {
        snapshot = snapshot.apply(snapshot.sequence() + 1, change);
    }
}
