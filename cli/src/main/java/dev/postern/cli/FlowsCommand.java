package dev.postern.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./postern flows}. */
@Command(
        name = "flows",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what flowed lately where there is a flow log, and whether it was accepted, the oldest first.",
            "A line is what came of a flow within about a second. Files in the flow log's bucket have the same, and all of it."
        })
final class FlowsCommand implements Callable<Integer> {
    private static final String INTERFACE = "eni-";

    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with what flows from now on, until it is interrupted.")
    private boolean follow;

    @Parameters(
            arity = "0..1",
            paramLabel = "ENI|INSTANCE",
            description = "Only what an interface sent or got, by its id, or an instance, by its id or its Name tag.")
    private Optional<String> of = Optional.empty();

    @Override
    public Integer call() {
        Control control = cloud.control();
        Map<String, String> wanted = of.map(one -> one.startsWith(INTERFACE)
                        ? one
                        : control.instance(one).path("id").asText())
                .map(id -> Map.of("of", id))
                .orElse(Map.of());
        Following.of(control, "/_postern/flows", wanted, follow, answer -> {
            if (!answer.path("counted").asBoolean()) {
                throw new CommandFailure("nothing is counted, as there is no flow log: make one with"
                        + " aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC --traffic-type ALL"
                        + " --log-destination-type s3 --log-destination arn:aws:s3:::BUCKET");
            }
            answer.path("flows").forEach(line -> System.out.println(line.asText()));
        });
        return 0;
    }
}
