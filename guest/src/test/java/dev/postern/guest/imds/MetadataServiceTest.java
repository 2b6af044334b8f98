package dev.postern.guest.imds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.guest.CloudFixture;
import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.net.Family;
import dev.postern.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class MetadataServiceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.5Z");
    private static final SessionTokens TOKENS = new SessionTokens(new byte[32]);
    private static final Map<String, String> TTL = Map.of("X-aws-ec2-metadata-token-ttl-seconds", "300");

    private final Snapshot snapshot = CloudFixture.snapshot();
    private final InstanceFacts facts = facts(snapshot);

    @Test
    void versionOneNeedsNoToken() {
        assertThat(get("/latest/meta-data/instance-id")).isEqualTo(CloudFixture.INSTANCE.value());
        assertThat(get("/2009-04-04/meta-data/placement/availability-zone")).isEqualTo("us-east-1a");
        assertThat(get("/latest/meta-data/public-hostname")).isEqualTo("ec2-198-19-0-5.compute-1.amazonaws.com");
        assertThat(get("/latest/meta-data/hostname")).isEqualTo("ip-10-0-0-5.ec2.internal");
        assertThat(get("/latest/user-data")).isEqualTo("#!/bin/sh\n");
        assertThat(get("/latest/meta-data/security-groups")).isEqualTo("web");
    }

    @Test
    void directoriesAreListed() {
        assertThat(get("/")).startsWith("1.0\n2007-01-19\n").endsWith("\nlatest");
        assertThat(get("/latest")).isEqualTo("dynamic\nmeta-data\nuser-data");
        assertThat(get("/latest/meta-data/"))
                .startsWith("ami-id\nami-launch-index\n")
                .contains("\nnetwork/\nplacement/\n");
        assertThat(get("/latest/meta-data/public-keys/")).isEqualTo("0=my-key");
        assertThat(get("/latest/meta-data/public-keys/0/")).isEqualTo("openssh-key");
        assertThat(get("/latest/meta-data/public-keys/0/openssh-key")).isEqualTo("ssh-ed25519 AAAA my-key\n");
        assertThat(get("/latest/meta-data/iam/security-credentials/")).isEqualTo("app-role");
        assertThat(get("/latest/meta-data/network/interfaces/macs/")).isEqualTo("02:00:00:00:00:01/");
        assertThat(get("/latest/meta-data/network/interfaces/macs/02:00:00:00:00:01/vpc-id"))
                .isEqualTo(CloudFixture.VPC.value());
        assertThat(get("/latest/meta-data/network/interfaces/macs/02:00:00:00:00:01/network-card"))
                .isEqualTo("0");
        assertThat(get("/latest/meta-data/tags/instance/Name")).isEqualTo("web");
    }

    @Test
    void ipv6IsToldWhereThereIsSome() {
        String mac = "/latest/meta-data/network/interfaces/macs/02:00:00:00:00:01/";
        for (String path : List.of("/latest/meta-data/ipv6", mac + "ipv6s", mac + "subnet-ipv6-cidr-blocks")) {
            assertThat(status("GET", path, Map.of(), facts)).as(path).isEqualTo(404);
        }
        InstanceFacts dual = facts(snapshot.apply(snapshot.sequence() + 1, CloudFixture.ipv6(snapshot)));
        Map.of(
                        "/latest/meta-data/ipv6",
                        "2001:db8:8000::6",
                        mac + "ipv6s",
                        "2001:db8:8000::6\n2001:db8:8000::5",
                        mac + "subnet-ipv6-cidr-blocks",
                        "2001:db8:8000::/64",
                        mac + "vpc-ipv6-cidr-blocks",
                        "2001:db8:8000::/56")
                .forEach((path, expected) -> assertThat(text(service(NOW).handle(request("GET", path, Map.of()), dual)))
                        .as(path)
                        .isEqualTo(expected));
    }

    @Test
    void aVersionTellsWhatThereWasThen() {
        assertThat(get("/1.0/meta-data/")).isEqualTo("""
                ami-id
                ami-launch-index
                ami-manifest-path
                hostname
                instance-id
                local-ipv4
                profile
                public-keys/
                reservation-id
                security-groups""");
        assertThat(get("/1.0/")).isEqualTo("meta-data\nuser-data");
        assertThat(get("/2011-01-01/meta-data/network/interfaces/macs/02:00:00:00:00:01/"))
                .contains("vpc-ipv4-cidr-block")
                .doesNotContain("vpc-ipv4-cidr-blocks", "network-card");
        assertThat(get("/2016-06-30/meta-data/network/interfaces/macs/02:00:00:00:00:01/vpc-ipv4-cidr-blocks"))
                .isEqualTo("10.0.0.0/16");
        assertThat(status("GET", "/2019-10-01/meta-data/tags/instance/Name", Map.of(), facts))
                .isEqualTo(404);
        assertThat(get("/2021-03-23/meta-data/tags/instance/Name")).isEqualTo("web");
        assertThat(get("/2022-09-24/meta-data/")).isEqualTo(get("/latest/meta-data/"));
    }

    @Test
    void whoShowsATokenIsGivenOtherCredentials() {
        String token = text(service(NOW).handle(request("PUT", "/latest/api/token", TTL), facts));
        MetadataRequest asked = request(
                "GET",
                "/latest/meta-data/iam/security-credentials/app-role",
                Map.of("x-aws-ec2-metadata-token", token));
        assertThat(text(service(NOW).handle(asked, facts))).contains("\"AccessKeyId\" : \"ASIAEXAMPLE2.0\"");
    }

    @Test
    void credentialsAreShownInTheFormThatSdksRead() {
        assertThat(get("/latest/meta-data/iam/security-credentials/app-role")).isEqualTo("""
                {
                  "Code" : "Success",
                  "LastUpdated" : "2026-03-01T12:00:00Z",
                  "Type" : "AWS-HMAC",
                  "AccessKeyId" : "ASIAEXAMPLE1.0",
                  "SecretAccessKey" : "secret",
                  "Token" : "token",
                  "Expiration" : "2026-03-01T18:00:00Z"
                }""");
        assertThat(get("/latest/meta-data/iam/info"))
                .contains("\"InstanceProfileArn\" : \"arn:aws:iam::111122223333:instance-profile/app\"");
        assertThat(get("/latest/dynamic/instance-identity/document"))
                .contains("\"region\" : \"us-east-1\"")
                .contains("\"kernelId\" : null");
    }

    @Test
    void whatIsNotThereIs404() {
        for (String path : List.of(
                "/latest/meta-data/nonsense",
                "/nonsense",
                "/latest/meta-data/instance-id/x",
                "/latest/meta-data/spot/instance-action",
                "/latest/meta-data/iam/security-credentials/other-role",
                "/latest/dynamic/instance-identity/pkcs7",
                "/latest/meta-data/managed-ssh-keys/active-keys/root/")) {
            MetadataResponse response = service(NOW).handle(request("GET", path, Map.of()), facts);
            assertThat(response.status()).as(path).isEqualTo(404);
            assertThat(text(response)).contains("<title>404 - Not Found</title>");
        }
    }

    @Test
    void pushedKeysAreGivenToTheirUser() {
        assertThat(get("/latest/meta-data/managed-ssh-keys/active-keys/ec2-user/"))
                .isEqualTo("ssh-ed25519 PUSHED\n");
        assertThat(service(NOW)
                        .handle(
                                request("HEAD", "/latest/meta-data/managed-ssh-keys/active-keys/ec2-user/", Map.of()),
                                facts))
                .satisfies(response -> assertThat(response.status()).isEqualTo(200))
                .satisfies(response -> assertThat(text(response)).isEqualTo("ssh-ed25519 PUSHED\n"));
    }

    @Test
    void aTokenCarriesTheHopLimitAndOpensTheService() {
        InstanceFacts strict = facts(snapshot, new Instance.MetadataOptions("required", 3, true, false, false));
        assertThat(status("GET", "/latest/meta-data/", Map.of(), strict)).isEqualTo(401);
        MetadataResponse issued = service(NOW).handle(request("PUT", "/latest/api/token", TTL), strict);
        assertThat(issued.hopLimit()).isEqualTo(OptionalInt.of(3));
        assertThat(issued.headers()).containsEntry("X-aws-ec2-metadata-token-ttl-seconds", "300");
        assertThat(text(issued)).hasSize(56);

        Map<String, String> withToken = Map.of("X-aws-ec2-metadata-token", text(issued));
        assertThat(status("GET", "/latest/meta-data/", withToken, strict)).isEqualTo(200);
        assertThat(status("GET", "/latest/meta-data/tags/instance/Name", withToken, strict))
                .isEqualTo(404);
    }

    @Test
    void tokensExpireAndBelongToOneInstance() {
        String token = TOKENS.issue(CloudFixture.INSTANCE, NOW, 60);
        InstanceId other = new InstanceId("i-00000000000000002");
        assertThat(TOKENS.secondsLeft(token, CloudFixture.INSTANCE, NOW.plusSeconds(59)))
                .hasValue(1);
        assertThat(TOKENS.secondsLeft(token, CloudFixture.INSTANCE, NOW.plusSeconds(60)))
                .isEmpty();
        assertThat(TOKENS.secondsLeft(token, other, NOW)).isEmpty();
        assertThat(TOKENS.secondsLeft(
                        token.replace(token.charAt(40), token.charAt(40) == 'A' ? 'B' : 'A'),
                        CloudFixture.INSTANCE,
                        NOW))
                .isEmpty();
        assertThat(status("GET", "/latest/meta-data/", Map.of("x-aws-ec2-metadata-token", "junk"), facts))
                .isEqualTo(401);
    }

    @Test
    void badTokenRequestsAreRefused() {
        assertThat(status("PUT", "/latest/api/token", Map.of(), facts)).isEqualTo(400);
        for (String ttl : List.of("0", "21601", "-1", "x", "")) {
            assertThat(status("PUT", "/latest/api/token", Map.of("X-aws-ec2-metadata-token-ttl-seconds", ttl), facts))
                    .as(ttl)
                    .isEqualTo(400);
        }
        Map<String, String> proxied =
                Map.of("X-aws-ec2-metadata-token-ttl-seconds", "300", "X-Forwarded-For", "10.0.0.9");
        assertThat(status("PUT", "/latest/api/token", proxied, facts)).isEqualTo(403);
        assertThat(status("PUT", "/latest/meta-data/", TTL, facts)).isEqualTo(405);
        assertThat(status("POST", "/latest/api/token", TTL, facts)).isEqualTo(405);
        MetadataResponse read = service(NOW).handle(request("GET", "/latest/api/token", TTL), facts);
        assertThat(read.status()).isEqualTo(405);
        assertThat(read.headers()).containsEntry("Allow", "OPTIONS, PUT");
    }

    @Test
    void aDisabledEndpointRefusesAll() {
        InstanceFacts off = facts(snapshot, new Instance.MetadataOptions("optional", 1, false, true, false));
        assertThat(status("GET", "/latest/meta-data/", Map.of(), off)).isEqualTo(403);
        assertThat(status("PUT", "/latest/api/token", TTL, off)).isEqualTo(403);
    }

    @Test
    void ipv6IsAnsweredWhereItIsEnabled() {
        MetadataRequest byIpv6 = MetadataRequest.of("GET", "/latest/meta-data/", Map.of(), Family.IPV6);
        assertThat(service(NOW).handle(byIpv6, facts).status()).isEqualTo(403);
        InstanceFacts both = facts(snapshot, new Instance.MetadataOptions("optional", 1, true, true, false));
        assertThat(service(NOW).handle(byIpv6, both).status()).isEqualTo(200);
        assertThat(status("GET", "/latest/meta-data/", Map.of(), both)).isEqualTo(200);
        InstanceFacts off = facts(snapshot, new Instance.MetadataOptions("optional", 1, false, true, false));
        assertThat(service(NOW).handle(byIpv6, off).status()).isEqualTo(403);
    }

    @Test
    void anyPathIsAnswered() {
        List<String> parts =
                List.of("latest", "meta-data", "", "..", "user-data", "\0", "api", "token", "%2e", "iam", "1.0");
        Seeds.each(300, random -> {
            StringBuilder path = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                path.append('/').append(parts.get(random.nextInt(parts.size())));
            }
            assertThat(status("GET", path.toString(), Map.of(), facts)).isIn(200, 404, 405);
        });
    }

    /** The tree is read to its leaves, as cloud-init does: every name that a listing shows can be read. */
    @Test
    void everyListedNameCanBeRead() {
        Deque<String> open = new ArrayDeque<>(List.of("/latest/meta-data/", "/latest/dynamic/"));
        int leaves = 0;
        while (!open.isEmpty()) {
            String directory = open.pop();
            for (String name : get(directory).lines().toList()) {
                if (name.endsWith("/")) {
                    open.push(directory + name);
                } else if (!directory.endsWith("public-keys/")) {
                    assertThat(get(directory + name)).as(directory + name).isNotEmpty();
                    leaves++;
                }
            }
        }
        assertThat(leaves).isGreaterThan(40);
    }

    private String get(String path) {
        MetadataResponse response = service(NOW).handle(request("GET", path, Map.of()), facts);
        assertThat(response.status()).as(path).isEqualTo(200);
        return text(response);
    }

    private static int status(String method, String path, Map<String, String> headers, InstanceFacts facts) {
        return service(NOW).handle(request(method, path, headers), facts).status();
    }

    private static MetadataRequest request(String method, String path, Map<String, String> headers) {
        return MetadataRequest.of(method, path, headers, Family.IPV4);
    }

    private static String text(MetadataResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static MetadataService service(Instant now) {
        return new MetadataService(
                TOKENS,
                Clock.fixed(now, ZoneOffset.UTC),
                (_, delivery) -> Optional.of(new RoleCredentials.Credentials(
                        "app-role",
                        "ASIAEXAMPLE" + delivery.version(),
                        "secret",
                        "token",
                        now,
                        now.plus(Duration.ofHours(6)))),
                (_, user) -> user.equals("ec2-user") ? List.of("ssh-ed25519 PUSHED") : List.of());
    }

    private static InstanceFacts facts(Snapshot snapshot) {
        return InstanceFacts.of(snapshot, CloudFixture.SCOPE, CloudFixture.INSTANCE)
                .orElseThrow();
    }

    private static InstanceFacts facts(Snapshot snapshot, Instance.MetadataOptions options) {
        return facts(snapshot.apply(snapshot.sequence() + 1, Change.put(CloudFixture.with(options))));
    }
}
