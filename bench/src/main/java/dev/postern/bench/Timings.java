package dev.postern.bench;

import dev.postern.cli.InternetSide;
import dev.postern.dataplane.linux.Namespace;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** How long it takes from a call until the network has what the call asked for. */
record Timings(Topology topology, Report report) {
    private static final int TRIES = 5;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final String S3 = "198.18.0.10";

    void run() throws Exception {
        double[] launches = new double[TRIES];
        double[] endpoints = new double[TRIES];
        for (int i = 0; i < TRIES; i++) {
            launches[i] = launchToLogin();
        }
        for (int i = 0; i < TRIES; i++) {
            endpoints[i] = endpointToAnswer();
        }
        report.figure("RunInstances to an accepted ssh login (median of 5)", Report.median(launches), "s", "goal 0.5");
        report.figure(
                "CreateVpcEndpoint (gateway) to the first answered request (median of 5)",
                1000 * Report.median(endpoints),
                "ms",
                "goal 50");
    }

    private double launchToLogin() throws Exception {
        long begin = System.nanoTime();
        Instance launched =
                topology.ec2().runInstances(topology.launch()).instances().getFirst();
        String address = publicAddress(launched.instanceId(), begin);
        while (!greets(address) && System.nanoTime() - begin < LIMIT_NANOS) {
            Thread.onSpinWait();
        }
        Shell.run(List.of(
                "ssh",
                "-F",
                "none",
                "-i",
                topology.key().toString(),
                "-o",
                "ProxyCommand=" + InternetSide.proxyCommand(topology.cloud().port()),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                "ec2-user@" + address,
                "true"));
        double taken = Main.seconds(begin);
        topology.ec2().terminateInstances(r -> r.instanceIds(launched.instanceId()));
        // What follows must not be measured while this one is still being taken down.
        while (!topology.describe(launched.instanceId()).state().name().equals(InstanceStateName.TERMINATED)) {
            Thread.onSpinWait();
        }
        return taken;
    }

    private String publicAddress(String id, long beginNanos) {
        while (System.nanoTime() - beginNanos < LIMIT_NANOS) {
            String address = topology.describe(id).publicIpAddress();
            if (address != null) {
                return address;
            }
        }
        throw new IllegalStateException(id + " got no public address");
    }

    /** Whether sshd says its name; a lost first packet is not waited for. */
    private boolean greets(String address) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), topology.cloud().port())) {
            socket.setSoTimeout(40);
            socket.getOutputStream()
                    .write(("CONNECT " + address + ":22 HTTP/1.1\r\nHost: " + address + ":22\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[1024];
            StringBuilder seen = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                seen.append(new String(buffer, 0, n, StandardCharsets.US_ASCII));
                if (seen.indexOf("SSH-2.0") >= 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private double endpointToAnswer() throws Exception {
        Asker client =
                new Asker(new Namespace(topology.namespace(topology.client())), S3, 80, "s3.us-east-1.amazonaws.com");
        String[] endpoint = {""};
        double taken = client.untilAnswered(() -> endpoint[0] = topology.ec2()
                .createVpcEndpoint(r -> r.vpcId(topology.vpcId())
                        .serviceName("com.amazonaws.us-east-1.s3")
                        .routeTableIds(topology.routeTableId()))
                .vpcEndpoint()
                .vpcEndpointId());
        topology.ec2().deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint[0]));
        client.untilSilent();
        return taken;
    }
}
