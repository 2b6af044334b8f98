package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;

/** Who makes and deletes all day finds in the evening the server of the morning: it does not grow. */
class CyclesTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int CALLERS = 4;

    @TempDir
    private Path directory = Path.of("");

    @Test
    @Tag("conformance")
    void takesNoMoreInTheSixthCycleThanInTheThird() throws Exception {
        cycle(3, 3, 6);
    }

    @Test
    @Tag("scale")
    void takesNoMoreInTheTwentiethCycleThanInTheFifth() throws Exception {
        cycle(20, 5, 20);
    }

    private void cycle(int vpcs, int early, int late) throws Exception {
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"));
                ServerProcess server = ServerProcess.launch(cloud)) {
            List<Appetite> found = new ArrayList<>();
            for (int cycle = 1; cycle <= late; cycle++) {
                makeAndDelete(cloud.root().ec2(), vpcs);
                found.add(cycle == early || cycle == late ? Appetite.atRest(server.pid()) : Appetite.of(server.pid()));
                System.out.println("CyclesTest: cycle " + cycle + " of " + vpcs + " VPCs: " + found.getLast());
            }
            server.stop();
            found.get(late - 1).isNoMoreThan(found.get(early - 1));
        }
    }

    private record Made(String vpc, String subnet, String endpoint, String instance) {}

    private static void makeAndDelete(Ec2Client ec2, int vpcs) throws Exception {
        String image = ec2.describeImages(describe -> describe.owners("amazon"))
                .images()
                .getFirst()
                .imageId();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Callable<Made>> making = new ArrayList<>();
            for (int i = 0; i < vpcs; i++) {
                making.add(() -> make(ec2, image));
            }
            List<Made> made = new ArrayList<>();
            for (Future<Made> one : callers.invokeAll(making)) {
                made.add(one.get());
            }
            delete(ec2, made);
        }
    }

    private static Made make(Ec2Client ec2, String image) {
        String vpc =
                ec2.createVpc(create -> create.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String subnet = ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .subnet()
                .subnetId();
        String endpoint = ec2.createVpcEndpoint(create -> create.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3"))
                .vpcEndpoint()
                .vpcEndpointId();
        String instance = ec2.runInstances(run -> run.imageId(image)
                        .instanceType(InstanceType.T3_NANO)
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet))
                .instances()
                .getFirst()
                .instanceId();
        return new Made(vpc, subnet, endpoint, instance);
    }

    /** All instances end in one moment: that is when the most is done at once. */
    private static void delete(Ec2Client ec2, List<Made> made) {
        List<String> instances = made.stream().map(Made::instance).toList();
        List<String> endpoints = made.stream().map(Made::endpoint).toList();
        Await.until("all run", LIMIT, () -> states(ec2, instances).equals(List.of("running")));
        TerminateInstancesResponse ending = ec2.terminateInstances(terminate -> terminate.instanceIds(instances));
        assertThat(ending.terminatingInstances()).hasSameSizeAs(made);
        DeleteVpcEndpointsResponse deleted = ec2.deleteVpcEndpoints(delete -> delete.vpcEndpointIds(endpoints));
        assertThat(deleted.unsuccessful()).isEmpty();
        Await.until("all have ended", LIMIT, () -> states(ec2, instances).equals(List.of("terminated")));
        Await.until(
                "the endpoints are gone",
                LIMIT,
                () -> ec2.describeVpcEndpoints().vpcEndpoints().isEmpty());
        for (Made one : made) {
            ec2.deleteSubnet(delete -> delete.subnetId(one.subnet()));
            ec2.deleteVpc(delete -> delete.vpcId(one.vpc()));
        }
    }

    private static List<String> states(Ec2Client ec2, List<String> instances) {
        return ec2.describeInstances(describe -> describe.instanceIds(instances)).reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(instance -> instance.state().nameAsString())
                .distinct()
                .toList();
    }
}
