package dev.postern.cli.lab;

import dev.postern.cli.CloudProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the chapters share.
 *
 * @param resources the ids so far
 * @param directory where the host's commands run, and where files for them lie
 */
record LabContext(LabPlan plan, Stage stage, Resources resources, Path directory, CloudProcess cloud) {
    Place host() {
        return Place.host();
    }

    Place publicInstance() {
        return Place.instance("public", sshConfig());
    }

    Place privateInstance() {
        return Place.instance("private", sshConfig());
    }

    /** The serial console of an instance of that name among the resources, as {@code ./postern exec}. */
    Place console(String name) {
        List<String> exec = new ArrayList<>();
        cloud.control().instance(resources.get(name)).path("exec").forEach(word -> exec.add(word.asText()));
        return Place.console(name, exec);
    }

    Path sshConfig() {
        return directory.resolve("ssh_config");
    }

    /** Writes a file beside which the host's commands run; what stands for ids is replaced in it. */
    void file(String name, String content) {
        save(name, resources.fill(content));
    }

    /** Writes a file as it is. */
    void save(String name, String content) {
        try {
            Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Step step(String title, Place place, String command, Expectation expectation, String why) {
        return new Step(title, place, resources.fill(command), expectation, why, Optional.empty());
    }

    /** A step that network and policies let through, as the product must foretell. */
    Step allowed(String title, Place place, String command, Expectation expectation, String why, String question) {
        return new Step(
                title,
                place,
                resources.fill(command),
                expectation,
                why,
                Optional.of(new Foretold(true, resources.fill(question))));
    }

    /** A step that network or policies refuse, as the product must foretell: it tells why. */
    Step refused(String title, Place place, String command, Expectation expectation, String question) {
        return new Step(
                title,
                place,
                resources.fill(command),
                expectation,
                "",
                Optional.of(new Foretold(false, resources.fill(question))));
    }

    /** A step on the host that must succeed. */
    Step onHost(String title, String command, String why) {
        return step(title, host(), command, Expectation.succeeds(), why);
    }

    /**
     * A step that terminates instances, and waits until they are.
     *
     * @param instances as they stand in commands, with blanks between
     */
    Step terminate(String instances, String why) {
        return onHost(
                "Terminate the instances",
                "aws ec2 terminate-instances --instance-ids " + instances
                        + " --query 'TerminatingInstances[].CurrentState.Name' --output text"
                        + " && aws ec2 wait instance-terminated --instance-ids " + instances,
                why);
    }

    /** Looks until a deleted endpoint is gone. */
    void untilGone(String title, String endpoint, String why) {
        stage.until(
                step(
                        title,
                        host(),
                        "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids " + resources.get(endpoint),
                        Expectation.fails("InvalidVpcEndpointId.NotFound"),
                        why),
                20);
    }

    String run(Step step) {
        return stage.run(step);
    }

    /** Runs steps at once, and keeps what they print under the names, in order; {@code -} keeps nothing. */
    void make(List<String> names, Step... steps) {
        List<String> texts = stage.together(steps);
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).equals("-")) {
                resources.put(names.get(i), texts.get(i));
            }
        }
    }

    void together(Step... steps) {
        stage.together(steps);
    }

    static List<String> names(String... names) {
        return Arrays.asList(names);
    }
}
