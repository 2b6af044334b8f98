package dev.postern.bench;

import dev.postern.cli.CloudProcess;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
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

    @Option(
            names = "--keys",
            defaultValue = "1000000",
            description = "Keys of the large bucket of --listing (${DEFAULT-VALUE}).")
    private int keys = 1_000_000;

    @ArgGroup(exclusive = true)
    private Only only = new Only();

    /** One part instead of all; one of them at most. */
    private static final class Only {
        @Option(names = "--network", description = "Measures only what packets cost.")
        private boolean network;

        @Option(names = "--privatelink", description = "Measures only interface endpoints and load balancers.")
        private boolean privateLink;

        @Option(names = "--inspection", description = "Measures only what appliances cost.")
        private boolean inspection;

        @Option(names = "--scale", description = "Measures only what a cloud costs as it grows.")
        private boolean scale;

        @Option(names = "--dynamodb", description = "Measures only items of DynamoDB's tables.")
        private boolean dynamoDb;

        @Option(names = "--s3", description = "Measures only objects that are kept and read by the front door.")
        private boolean s3;

        @Option(
                names = "--listing",
                description = "Measures only listings of a very large bucket, which takes minutes to fill.")
        private boolean listing;

        @Option(names = "--perimeter", description = "Measures only what perimeters cost.")
        private boolean perimeter;

        @Option(names = "--policy", description = "Measures only decisions on policies.")
        private boolean policy;

        /** What is measured when nobody asked for less. */
        boolean isAll() {
            return !network
                    && !privateLink
                    && !inspection
                    && !scale
                    && !dynamoDb
                    && !s3
                    && !listing
                    && !perimeter
                    && !policy;
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("postern-bench-");
        Report report = new Report(new PrintStream(System.out, true));
        try {
            if (!only.scale && !only.perimeter && !only.policy) {
                cloud(report, directory);
            }
            if (only.isAll() || only.policy) {
                new Decisions(report).run();
            }
            if (only.isAll() || only.perimeter) {
                new Perimeters(report, Files.createDirectories(directory.resolve("perimeter"))).run();
            }
            if (only.isAll() || only.scale) {
                new Scale(report, directory).run();
            }
            if (only.isAll() || only.privateLink || only.scale) {
                new ManyEndpoints(report, directory).run();
            }
        } finally {
            Shell.run("rm", "-rf", directory.toString());
        }
        return 0;
    }

    private void cloud(Report report, Path directory) throws Exception {
        long begin = System.nanoTime();
        CloudProcess cloud = CloudProcess.start(directory);
        try {
            report.figure("start-up to first answered call, with the launcher", seconds(begin), "s", "goal 1");
            if (only.isAll() || only.dynamoDb) {
                new Items(cloud, report, seconds, rounds, directory).run();
            }
            if (only.isAll() || only.s3) {
                new StoredObjects(cloud, report, seconds, rounds, directory).run();
            }
            if (only.listing) {
                new Listings(cloud, report, seconds, rounds, keys, directory).run();
            }
            if (only.dynamoDb || only.s3 || only.listing) {
                return;
            }
            Topology topology = Topology.build(cloud, directory);
            if (only.isAll()) {
                services(topology, report, directory);
            }
            if (only.isAll() || only.network) {
                network(topology, report, directory);
            }
            if (only.isAll() || only.network || only.privateLink) {
                new PrivateLink(topology, report, seconds, rounds, directory).run();
            }
            if (only.isAll() || only.network || only.inspection) {
                new Inspection(topology, report, seconds, rounds, directory).run();
            }
        } finally {
            cloud.stop();
        }
    }

    private void network(Topology topology, Report report, Path directory) throws Exception {
        new InstanceToInstance(topology, report, seconds, rounds).run();
        new CountedFlows(topology, report, seconds, rounds).run();
        new BothFamilies(topology, report, seconds, rounds).run();
        new NatTranslation(topology, report, seconds, rounds, directory).run();
    }

    private void services(Topology topology, Report report, Path directory) throws Exception {
        new Timings(topology, report).run();
        new WhyTimes(topology, report).run();
        new Memory(topology, report).run();
        new ApiRate(topology, report, seconds).run();
        new ObjectReads(topology, report, seconds, rounds, directory).run();
    }

    static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }
}
