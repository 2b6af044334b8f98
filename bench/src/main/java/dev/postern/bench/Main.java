package dev.postern.bench;

import dev.postern.cli.CloudProcess;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./postern bench}: what the cloud does, next to what the kernel and nginx do on the same machine in the same run. */
@Command(
        name = "postern bench",
        mixinStandardHelpOptions = true,
        description = "Measures a cloud of its own. Ratios are against a peer in the same run, the runs taking turns.")
public final class Main implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "3", description = "Length of each run of a load (${DEFAULT-VALUE}).")
    private int seconds = 3;

    @Option(names = "--rounds", defaultValue = "3", description = "How often the two take turns (${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--scale", description = "Measures only what a cloud costs as it grows.")
    private boolean onlyScale;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("postern-bench-");
        Report report = new Report(new PrintStream(System.out, true));
        if (onlyScale) {
            scale(report, directory);
            return 0;
        }
        long begin = System.nanoTime();
        CloudProcess cloud = CloudProcess.start(directory);
        try {
            report.figure("start-up to first answered call, with the launcher", seconds(begin), "s", "goal 1");
            Topology topology = Topology.build(cloud, directory);
            new Timings(topology, report).run();
            new WhyTimes(topology, report).run();
            new Memory(topology, report).run();
            new ApiRate(topology, report, seconds).run();
            new ObjectReads(topology, report, seconds, rounds, directory).run();
            new InstanceToInstance(topology, report, seconds, rounds).run();
        } finally {
            cloud.stop();
            scale(report, directory);
        }
        return 0;
    }

    private static void scale(Report report, Path directory) throws Exception {
        try {
            new Scale(report, directory).run();
        } finally {
            Shell.run("rm", "-rf", directory.toString());
        }
    }

    static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }
}
