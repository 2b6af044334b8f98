package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
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
        Optional<String> id = of.map(one -> one.startsWith(INTERFACE)
                ? one
                : control.instance(one).path("id").asText());
        long after = 0;
        boolean waits = false;
        do {
            Map<String, String> question = new HashMap<>();
            question.put("after", Long.toString(after));
            question.put("wait", Boolean.toString(waits));
            id.ifPresent(one -> question.put("of", one));
            JsonNode answer = control.post("/_postern/flows", question);
            if (!answer.path("counted").asBoolean()) {
                throw new CommandFailure("nothing is counted, as there is no flow log: make one with"
                        + " aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC --traffic-type ALL"
                        + " --log-destination-type s3 --log-destination arn:aws:s3:::BUCKET");
            }
            answer.path("flows").forEach(line -> System.out.println(line.asText()));
            System.out.flush();
            after = answer.path("newest").asLong();
            waits = true;
        } while (follow);
        return 0;
    }
}
