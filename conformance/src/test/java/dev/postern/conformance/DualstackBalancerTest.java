package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** A dualstack balancer, made by the AWS CLI: who connects and who is connected to may be of either family, and so may PrivateLink be. */
@Tag("conformance")
@TestMethodOrder(MethodOrderer.MethodName.class)
final class DualstackBalancerTest extends PrivateCallers {
    private static final String PROXY_PROTOCOL_OVER_IPV6 = "0d0a0d0a000d0a515549540a" + "2121";
    private static final int SIX = 81;
    private static final int FOUR = 82;

    /** Answers with who connected and the first bytes that came, and notes everybody who connects. */
    private static final String RECORDER = """
            import socket, threading
            def serve(c, peer):
                host = peer[0].removeprefix('::ffff:')
                print(host, flush=True)
                data = b''
                while not data.endswith(b'hello'):
                    more = c.recv(4096)
                    if not more: return c.close()
                    data += more
                c.sendall(('%s %d %s' % (host, peer[1], data.hex())).encode())
                c.close()
            s = socket.create_server(('::', 9000), family=socket.AF_INET6, dualstack_ipv6=True)
            while True:
                threading.Thread(target=serve, args=s.accept(), daemon=True).start()
            """;

    /** Says hello over IPv4 or IPv6, and prints its own address and what it hears. */
    private static final String CALLER = """
            import socket, sys
            family = socket.AF_INET6 if sys.argv[1] == '6' else socket.AF_INET
            s = socket.socket(family); s.settimeout(10)
            s.connect(socket.getaddrinfo(sys.argv[2], int(sys.argv[3]), family, socket.SOCK_STREAM)[0][4])
            s.sendall(b'hello')
            print('%s %d' % s.getsockname()[:2], s.makefile().read())
            """;

    private String target;
    private String balancer;
    private String name;
    private NetworkInterface node;
    private String six;
    private String four;

    /** What somebody who called heard. */
    private record Call(String address, int port, String peer, int peerPort, String heard) {}

    @BeforeAll
    void balance() {
        target = launch(home.first(), group(home.vpc(), "served", 9000));
        write(target, "/tmp/recorder.py", RECORDER);
        shell(target, "setsid python3 /tmp/recorder.py >/tmp/peers 2>&1 </dev/null &");
        write(home.instance(), "/tmp/caller.py", CALLER);
        write(far.instance(), "/tmp/caller.py", CALLER);
        JsonNode made = aws("elbv2 create-load-balancer --name both --type network --scheme internal"
                        + " --ip-address-type dualstack --subnets " + home.first())
                .at("/LoadBalancers/0");
        balancer = made.path("LoadBalancerArn").asText();
        name = made.path("DNSName").asText();
        node = ec2.describeNetworkInterfaces(
                        describe -> describe.filters(filter("interface-type", "network_load_balancer")))
                .networkInterfaces()
                .getFirst();
        six = listen("six", SIX, " --ip-address-type ipv6");
        four = listen("four", FOUR, "");
        cli("elbv2 wait load-balancer-available --load-balancer-arns " + balancer);
    }

    /** Makes a target group and a listener before it. */
    private String listen(String called, int port, String more) {
        String group = aws("elbv2 create-target-group --name " + called + " --protocol TCP --port 9000 --vpc-id "
                        + home.vpc() + " --health-check-interval-seconds 5 --health-check-timeout-seconds 2" + more)
                .at("/TargetGroups/0/TargetGroupArn")
                .asText();
        cli("elbv2 register-targets --target-group-arn " + group + " --targets Id=" + target);
        cli("elbv2 create-listener --load-balancer-arn " + balancer + " --protocol TCP --port " + port
                + " --default-actions Type=forward,TargetGroupArn=" + group);
        return group;
    }

    @Test
    void asksTargetsOverTheirFamilyAndLeadsClientsOfBothThere() {
        assertThat(shell(home, "getent ahostsv6 " + name)).contains(ipv6(node));
        Await.until("the target of IPv6 is found well", PATIENCE, () -> isHealthy(six));
        Await.until("the target of IPv4 is found well", PATIENCE, () -> isHealthy(four));
        assertThat(shell(target, "sort -u /tmp/peers").lines())
                .as("who asked the target")
                .containsExactlyInAnyOrder(ipv6(node), node.privateIpAddress());

        Call kept = call(home, '6', name, SIX);
        assertThat(kept.peer()).isEqualTo(kept.address());
        assertThat(kept.peerPort()).isEqualTo(kept.port());
        assertThat(call(home, '4', name, FOUR).peer())
                .isEqualTo(instance(home.instance()).privateIpAddress());
        assertThat(call(home, '6', name, FOUR).peer()).as("joined").isEqualTo(node.privateIpAddress());
        assertThat(call(home, '4', name, SIX).peer()).as("joined").isEqualTo(ipv6(node));
        assertThat(why(home, "[" + ipv6(node) + "]:" + FOUR)).contains("ALLOWED", "as the balancer");

        set(six, "preserve_client_ip.enabled", false);
        Await.until(
                "the target does not see who connects",
                PATIENCE,
                () -> call(home, '6', name, SIX).peer().equals(ipv6(node)));
    }

    @Test
    void speaksToATargetAsWhoConnectsOverIpv6() {
        set(six, "preserve_client_ip.enabled", true);
        Call told = told(six, SIX);
        assertThat(told.peer()).isEqualTo(told.address());
        assertThat(told.peerPort()).isEqualTo(told.port());
    }

    @Test
    void tellsATargetOfTheOtherFamilyWhoConnectsFromHereAndByPrivateLink() {
        assertThat(told(four, FOUR).peer()).isEqualTo(node.privateIpAddress());

        String service = aws("ec2 create-vpc-endpoint-service-configuration --no-acceptance-required"
                        + " --supported-ip-address-types ipv4 ipv6 --network-load-balancer-arns " + balancer)
                .at("/ServiceConfiguration/ServiceName")
                .asText();
        String group = group(far.vpc(), "consumers", FOUR);
        String id = ec2.createVpcEndpoint(create -> create.vpcEndpointType("Interface")
                        .vpcId(far.vpc())
                        .serviceName(service)
                        .subnetIds(far.first())
                        .securityGroupIds(group)
                        .ipAddressType("dualstack")
                        .dnsOptions(options -> options.dnsRecordIpType("dualstack")))
                .vpcEndpoint()
                .vpcEndpointId();
        VpcEndpoint endpoint = available(id);
        NetworkInterface entrance = ec2.describeNetworkInterfaces(
                        describe -> describe.networkInterfaceIds(endpoint.networkInterfaceIds()))
                .networkInterfaces()
                .getFirst();
        String host = endpoint.dnsEntries().getFirst().dnsName();
        assertThat(shell(far, "getent ahostsv6 " + host)).contains(ipv6(entrance));
        Call through = call(far, '6', host, FOUR);
        assertThat(through.peer()).isEqualTo(node.privateIpAddress());
        String by = "ea" + "%04x".formatted(1 + id.length()) + "01" + hex(id);
        assertThat(through.heard()).isEqualTo(header(ipv6(entrance), through.port(), FOUR, by) + hex("hello"));
    }

    /** A call over IPv6 of which the target is told by the PROXY protocol. */
    private Call told(String group, int port) {
        set(group, "proxy_protocol_v2.enabled", true);
        Await.until(
                "the target is told",
                PATIENCE,
                () -> call(home, '6', name, port).heard().startsWith(PROXY_PROTOCOL_OVER_IPV6));
        Call told = call(home, '6', name, port);
        assertThat(told.heard()).isEqualTo(header(told.address(), told.port(), port, "") + hex("hello"));
        return told;
    }

    private void set(String group, String attribute, boolean value) {
        cli("elbv2 modify-target-group-attributes --target-group-arn " + group + " --attributes Key=" + attribute
                + ",Value=" + value);
    }

    private boolean isHealthy(String group) {
        return aws("elbv2 describe-target-health --target-group-arn " + group)
                .at("/TargetHealthDescriptions/0/TargetHealth/State")
                .asText()
                .equals("healthy");
    }

    private Call call(Site from, char family, String host, int port) {
        Call[] found = new Call[1];
        Await.until("the target answers", PATIENCE, () -> {
            String[] words = shell(from, "python3 /tmp/caller.py " + family + " " + host + " " + port)
                    .split(" ", -1);
            if (words.length == 5) {
                found[0] =
                        new Call(words[0], Integer.parseInt(words[1]), words[2], Integer.parseInt(words[3]), words[4]);
            }
            return found[0] != null;
        });
        return found[0];
    }

    /** Version 2, command PROXY, TCP over IPv6. */
    private String header(String client, int port, int asked, String more) {
        return PROXY_PROTOCOL_OVER_IPV6
                + "%04x".formatted(36 + more.length() / 2)
                + bytes(client)
                + bytes(ipv6(node))
                + "%04x%04x".formatted(port, asked)
                + more;
    }

    private static String bytes(String address) {
        return HexFormat.of().formatHex(Ip.of(address).bytes());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String ipv6(NetworkInterface eni) {
        return eni.ipv6Addresses().getFirst().ipv6Address();
    }

    private software.amazon.awssdk.services.ec2.model.Instance instance(String id) {
        return ec2.describeInstances(describe -> describe.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private void write(String instance, String file, String content) {
        cloud.write(instance, directory, file, content);
    }

    private String shell(String instance, String script) {
        return cloud.shell(instance, directory, script);
    }

    private JsonNode aws(String words) {
        return cloud.root().aws(directory, words);
    }

    private String cli(String words) {
        return cloud.root()
                .cli("aws", directory, List.of(words.split(" ", -1)).toArray(String[]::new))
                .succeeded();
    }
}
