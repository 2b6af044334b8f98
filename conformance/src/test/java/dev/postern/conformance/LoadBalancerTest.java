package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Network Load Balancer before two instances, made by the AWS CLI: who is well is found by real probes, and gets the connections. */
@Tag("conformance")
class LoadBalancerTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void sendsConnectionsToWhomItsProbesFindWell() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            SmallNetwork network = SmallNetwork.make(cloud.root());
            String first = network.instances().getFirst();
            String second = network.instances().getLast();
            serve(cloud, first);
            String group = text(
                    elb(
                            cloud,
                            "create-target-group --name web --protocol TCP --port 8080 --vpc-id " + network.vpc()
                                    + " --health-check-protocol HTTP --health-check-path / --health-check-interval-seconds 5"
                                    + " --health-check-timeout-seconds 2 --healthy-threshold-count 2"
                                    + " --unhealthy-threshold-count 2"),
                    "/TargetGroups/0/TargetGroupArn");
            JsonNode made = elb(
                    cloud,
                    "create-load-balancer --name web --type network --scheme internal --subnets " + network.subnet());
            String balancer = text(made, "/LoadBalancers/0/LoadBalancerArn");
            String name = text(made, "/LoadBalancers/0/DNSName");
            String listener = text(
                    elb(
                            cloud,
                            "create-listener --load-balancer-arn " + balancer
                                    + " --protocol TCP --port 80 --default-actions Type=forward,TargetGroupArn="
                                    + group),
                    "/Listeners/0/ListenerArn");
            elb(cloud, "register-targets --target-group-arn " + group + " --targets Id=" + first + " Id=" + second);
            elb(cloud, "wait load-balancer-available --load-balancer-arns " + balancer);

            await(cloud, group, first, "healthy ");
            await(cloud, group, second, "unhealthy Target.FailedHealthChecks");
            Await.until("the name leads to a target that answers", SOON, () -> fetched(cloud, second, name));
            kill(cloud, first);
            await(cloud, group, first, "unhealthy Target.FailedHealthChecks");
            serve(cloud, second);
            await(cloud, group, second, "healthy ");
            // A target that keeps who connects cannot reach itself through its balancer, as on AWS.
            Await.until("the other one answers", SOON, () -> fetched(cloud, first, name));

            elb(cloud, "deregister-targets --target-group-arn " + group + " --targets Id=" + first);
            await(cloud, group, first, "draining Target.DeregistrationInProgress");
            elb(cloud, "delete-listener --listener-arn " + listener);
            await(cloud, group, second, "unused Target.NotInUse");
            elb(cloud, "delete-load-balancer --load-balancer-arn " + balancer);
            assertThat(cloud.root().ec2().describeNetworkInterfaces().networkInterfaces())
                    .noneMatch(eni -> eni.interfaceTypeAsString().equals("network_load_balancer"));
            elb(cloud, "delete-target-group --target-group-arn " + group);
        }
    }

    private void await(TestingCloud cloud, String group, String instance, String state) {
        Await.until(
                instance + " is " + state,
                SOON,
                () -> health(cloud, group, instance).equals(state));
    }

    private String health(TestingCloud cloud, String group, String instance) {
        JsonNode health = elb(cloud, "describe-target-health --target-group-arn " + group + " --targets Id=" + instance)
                .at("/TargetHealthDescriptions/0/TargetHealth");
        return health.path("State").asText() + " " + health.path("Reason").asText();
    }

    private boolean fetched(TestingCloud cloud, String from, String name) {
        return cloud.shell(from, directory, "curl -sS -m 3 -o /dev/null -w '%{http_code}' http://" + name + "/")
                .equals("200");
    }

    private void serve(TestingCloud cloud, String instance) {
        cloud.shell(instance, directory, "cd /tmp && setsid python3 -m http.server 8080 >/dev/null 2>&1 </dev/null &");
    }

    private void kill(TestingCloud cloud, String instance) {
        cloud.shell(
                instance,
                directory,
                "for p in /proc/[0-9]*; do grep -q http.server $p/cmdline && kill ${p#/proc/}; done; true");
    }

    private JsonNode elb(TestingCloud cloud, String words) {
        return cloud.root().aws(directory, "elbv2 " + words);
    }

    private static String text(JsonNode answer, String pointer) {
        return answer.at(pointer).asText();
    }
}
