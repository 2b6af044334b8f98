package dev.postern.cli;

import dev.postern.cli.lab.Lab;
import dev.postern.cli.lab.LabPlan;
import dev.postern.cli.lab.StoryName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./postern lab}. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        description = {
            "Walks through a story step by step, each proved by a real packet or request.",
            "  door     the private door: a VPC, its instances, S3, a gateway endpoint and the policies (if none is named)",
            "  peering  VPCs that are peered: both must want it, both must route, and nobody gets further than next door",
            "  nat      a private instance that installs the AWS CLI through a NAT gateway, and reads S3",
            "  privatelink  a provider that publishes a service, and a consumer with the same addresses",
            "  inspection   appliances behind a Gateway Load Balancer, on the way within a VPC and from the internet"
        })
final class LabCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", defaultValue = "door", paramLabel = "STORY", description = "Which one.")
    private StoryName story = StoryName.DOOR;

    @Option(names = "--keep", description = "Leaves the cloud running, to play with.")
    private boolean keep;

    @Option(names = "--region", defaultValue = "us-east-1", description = "The Region (${DEFAULT-VALUE}).")
    private String region = "us-east-1";

    @Option(
            names = "--vpc",
            paramLabel = "A.B",
            defaultValue = "10.0",
            description = "The VPC is A.B.0.0/16 (${DEFAULT-VALUE}); further ones follow.")
    private String network = "10.0";

    @Option(
            names = "--name",
            defaultValue = "postern-lab",
            description = "Prefix of names and of buckets (${DEFAULT-VALUE}).")
    private String name = "postern-lab";

    @Override
    public Integer call() throws Exception {
        return new Lab(new LabPlan(story, region, network, name, keep), System.out).run() ? 0 : 1;
    }
}
