package dev.postern.bench;

import dev.postern.cli.InternetSide;
import dev.postern.dataplane.linux.Namespace;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        report.figure("RunInstances to an accepted ssh login (median of 5)", median(launches), "s", "goal 0.5");
        report.figure(
                "CreateVpcEndpoint to the first answered request (median of 5)",
                1000 * median(endpoints),
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
        Namespace client = new Namespace(topology.namespace(topology.client()));
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            Future<Long> answered = one.submit((Callable<Long>) () -> client.call(this::firstThroughEndpoint));
            long begin = System.nanoTime();
            String endpoint = topology.ec2()
                    .createVpcEndpoint(r -> r.vpcId(topology.vpcId())
                            .serviceName("com.amazonaws.us-east-1.s3")
                            .routeTableIds(topology.routeTableId()))
                    .vpcEndpoint()
                    .vpcEndpointId();
            double taken = (answered.get() - begin) / 1e9;
            topology.ec2().deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint));
            while (client.call(Timings::throughEndpoint)) {
                Thread.onSpinWait();
            }
            return taken;
        }
    }

    /** Asks again and again, on a new connection each time, until an answer came from the VPC's own listener. */
    private long firstThroughEndpoint() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            if (throughEndpoint()) {
                return System.nanoTime();
            }
        }
        throw new IllegalStateException("no answer through the endpoint");
    }

    private static boolean throughEndpoint() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(S3, 80), 5);
            socket.setSoTimeout(200);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: s3.us-east-1.amazonaws.com\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
