package dev.postern.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.Finished;
import dev.postern.conformance.RawRequest;
import dev.postern.conformance.SmallNetwork;
import dev.postern.conformance.TestingCloud;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What web pages, neighbours on the port and instances try by HTTP, against a running cloud. */
@Tag("hostile")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpAttackTest {
    private static final String CREATE =
            "/?Action=CreateSecurityGroup&Version=2016-11-15&GroupName=evil&GroupDescription=x";

    private TestingCloud cloud;

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        cloud = TestingCloud.start(host.resolve("host"));
        SmallNetwork.make(cloud.root());
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    private Finished curl(String... words) {
        List<String> all = new ArrayList<>(List.of("curl", "-s", "-m", "30", "-w", " %{http_code}"));
        all.addAll(List.of(words));
        return Finished.run(Map.of(), cloud.directory(), all);
    }

    private String url(String path) {
        return cloud.endpoint() + path;
    }

    /** Rightly signed with the well-known keys, as a page can do it: what tells it from a program is where it comes from. */
    @Test
    void pagesOfOtherOriginsReachNothing() throws IOException {
        long before = cloud.sequence();
        RawRequest.Prepared signed = new RawRequest(cloud.endpoint(), Clock.systemUTC()).get("ec2", CREATE);
        for (String sign : List.of(
                "Origin: http://evil.test",
                "Origin: null",
                "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image",
                "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document",
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64)")) {
            assertThat(signed.complete("Connection: close", sign + "\r\nConnection: close"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("Web pages of other origins");
        }
        assertThat(signed.complete("Host: 127.0.0.1", "Host: evil.test")).startsWith("HTTP/1.1 403 ");
        assertThat(cloud.sequence()).isEqualTo(before);
        assertThat(curl("-H", "Origin: http://evil.test", url("/_postern/status"))
                        .succeeded())
                .endsWith(" 403");
        assertThat(curl("-H", "Host: evil.test", url("/_postern/status")).succeeded())
                .endsWith(" 403");
        assertThat(curl("-X", "OPTIONS", "-H", "Origin: http://evil.test", url("/"))
                        .succeeded())
                .endsWith(" 403");
        assertThat(signed.complete()).as("a program").startsWith("HTTP/1.1 200 ");
    }

    @Test
    void tunnelsLeadToPublicAddressesOnly() {
        for (String target : List.of("127.0.0.1:80", "10.0.1.10:22", "169.254.169.254:80", "0.0.0.0:80", "[::1]:80")) {
            assertThat(curl(
                                    "-p",
                                    "-x",
                                    cloud.endpoint().toString(),
                                    "-o",
                                    "/dev/null",
                                    "-w",
                                    "%{http_connect}",
                                    "http://" + target)
                            .output())
                    .as(target)
                    .endsWith("403");
        }
        assertThat(curl("-p", "-x", cloud.endpoint().toString(), "http://198.18.0.10/")
                        .succeeded())
                .contains("<Code>AccessDenied</Code>");
        assertThat(curl("-x", cloud.endpoint().toString(), "http://198.18.2.10/?Action=DescribeVpcs&Version=2016-11-15")
                        .succeeded())
                .as("asked as a proxy")
                .contains("MissingAuthenticationToken");
    }

    @Test
    void thePortSpeaksTlsWithACertificateForThisMachineAndEachAddressWithItsNames() throws IOException {
        String authority = cloud.data().resolve("ca/certificate.pem").toString();
        for (String host : List.of("localhost", "127.0.0.1")) {
            assertThat(curl("--cacert", authority, "https://" + host + ":" + cloud.port() + "/_postern/status")
                            .succeeded())
                    .endsWith(" 200");
        }
        String names = Attacker.at(cloud, SmallNetwork.address(0))
                .python("tls-names.py", "198.18.0.10")
                .succeeded();
        assertThat(names).contains("s3.us-east-1.amazonaws.com", "*.s3.us-east-1.amazonaws.com", "s3.amazonaws.com");
    }

    @Test
    void oneInstanceCannotTakeAllConnections() throws IOException {
        Attacker attacker = Attacker.at(cloud, SmallNetwork.address(0));
        Attacker neighbour = Attacker.at(cloud, SmallNetwork.address(1));
        String told = attacker.python("http-hoard.py", "1000").succeeded();
        assertThat(told).endsWith("HTTP/1.1 200 OK").doesNotContain("not opened");
        assertThat(Integer.parseInt(told.replaceFirst("(?s).*closed (\\d+).*", "$1")))
                .as("of 1,000, as the bound for a peer is 512")
                .isBetween(480, 600);
        assertThat(neighbour.python("http-hoard.py", "1").succeeded()).endsWith("HTTP/1.1 200 OK");
        assertThat(cloud.root().ec2().describeVpcs().vpcs()).isNotEmpty();
    }

    @Test
    void keysStayInTheirBucket() throws IOException {
        RawRequest raw = new RawRequest(cloud.endpoint(), Clock.systemUTC());
        String bucket = "/" + SmallNetwork.BUCKET;
        for (String key : List.of("/../x", "/a/../../x", "/%2e%2e/x", "/..%2Fx")) {
            assertThat(raw.get("s3", bucket + key).complete())
                    .as(key)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Content-Length: 0");
        }
    }
}
