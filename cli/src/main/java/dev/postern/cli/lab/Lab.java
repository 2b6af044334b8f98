package dev.postern.cli.lab;

import dev.postern.cli.CloudProcess;
import dev.postern.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A story, from the empty account to the clean host.
 *
 * <p>It starts a cloud of its own in a temporary directory. Commands on the host are the AWS CLI against that cloud's
 * API; commands on instances are typed into ssh. No outcome is assumed: the first that differs from AWS's ends the run.
 */
public final class Lab {
    private final LabPlan plan;
    private final PrintStream out;

    public Lab(LabPlan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    /** Runs it; true when every outcome was the one that AWS would give. */
    public boolean run() throws IOException {
        Path directory = Files.createTempDirectory("postern-lab-");
        HostState before = HostState.observe();
        CloudProcess cloud = CloudProcess.start(directory);
        Story story = Story.named(plan.story());
        boolean finished = false;
        try {
            LabContext lab = prepare(directory, cloud);
            tell(story, lab);
            if (plan.keep()) {
                sayHowToUse(story, lab);
            }
            finished = true;
        } catch (Stage.Mismatch e) {
            out.println();
            out.println("The lab stopped: " + e.getMessage());
            if (plan.keep()) {
                out.printf("The cloud goes on running: ./postern status --data %s%n", cloud.data());
            }
        } finally {
            if (!plan.keep()) {
                finished = cleanUp(cloud, directory, before, finished);
            }
        }
        return finished;
    }

    private LabContext prepare(Path directory, CloudProcess cloud) throws IOException {
        Files.createDirectories(directory.resolve("bin"));
        AwsOnHost.install(directory.resolve("bin"), cloud.port());
        Files.createSymbolicLink(directory.resolve("bin/postern"), CloudProcess.launcher());
        Stage stage = new Stage(directory, environment(directory, cloud), out, cloud.control());
        return new LabContext(plan, stage, new Resources(), directory, cloud);
    }

    private void tell(Story story, LabContext lab) throws IOException {
        long start = System.nanoTime();
        out.println(story.opening());
        story.tell(lab);
        if (!plan.keep()) {
            story.cleanUp(lab);
        }
        out.printf("%nEvery outcome was AWS's (%.0f s).%n", (System.nanoTime() - start) / 1e9);
    }

    private Map<String, String> environment(Path directory, CloudProcess cloud) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        environment.put("HOME", directory.toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + cloud.port());
        environment.put("AWS_ACCESS_KEY_ID", "test");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        environment.put("AWS_DEFAULT_REGION", plan.region());
        environment.put("AWS_CONFIG_FILE", directory.resolve("no-config").toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE",
                directory.resolve("no-credentials").toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_PAGER", "");
        environment.put("POSTERN_DATA", cloud.data().toString());
        environment.put(
                "POSTERN_BUILT", "yes"); // or this lab would not run; who builds beside it must not be waited for
        return environment;
    }

    private boolean cleanUp(CloudProcess cloud, Path directory, HostState before, boolean finished) throws IOException {
        Set<ProcessHandle> inhabitants = HostState.inhabitants(cloud.data().resolve("run/netns"));
        cloud.stop();
        Directories.delete(directory);
        List<String> left = new ArrayList<>(HostState.observe().remainders(before, directory, inhabitants));
        if (Files.exists(directory)) {
            left.add("directory " + directory);
        }
        if (left.isEmpty()) {
            out.println("Nothing of it is left on the host: no process, namespace, mount, rule or address.");
        } else {
            out.println("LEFT ON THE HOST:");
            left.forEach(line -> out.println("  " + line));
        }
        return finished && left.isEmpty();
    }

    private void sayHowToUse(Story story, LabContext lab) {
        Path data = lab.cloud().data();
        out.printf("""

                The cloud goes on running. Its data is in %s.
                  eval "$(./postern env --data %s --region %s)"    points this shell's aws at it
                  ./postern status --data %s
                  %s
                  ./postern down --data %s               ends it
                """, data, data, plan.region(), data, story.waysIn(lab), data);
    }

    static CommandFailure failure(String message) {
        return new CommandFailure(message);
    }
}
