package dev.postern.bench;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.server.OnPaper;
import dev.postern.server.export.PerimeterExport;
import dev.postern.server.verify.Perimeter;
import dev.postern.storage.items.SqliteItemStore;
import dev.postern.storage.objects.FileObjectStore;
import dev.postern.testkit.PerimeterCloud;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long it takes to hold perimeters against a cloud of 500 instances, to export one, and to check the data perimeter. Nothing of the
 * cloud runs.
 *
 * @param directory where the objects would be
 */
record Perimeters(Report report, Path directory) {
    private static final int VPCS = 20;
    private static final int PER_TIER = 5;
    private static final int BUCKETS = 40;
    private static final int LINES = 1_000;
    private static final int ROUNDS = 5;

    void run() throws Exception {
        PerimeterCloud made = new PerimeterCloud(VPCS, PER_TIER, BUCKETS);
        String shape = "%d VPCs, %d instances, %d policies; "
                .formatted(VPCS, made.names().stream().mapToInt(List::size).sum(), made.policies());
        Snapshot snapshot = made.snapshot();
        try (FileObjectStore objects = new FileObjectStore(directory.resolve("objects"));
                SqliteItemStore items = new SqliteItemStore(directory.resolve("items.db"))) {
            Perimeter perimeter = OnPaper.perimeter(
                    snapshot, objects, items, PerimeterCloud.SELF, Clock.systemUTC(), new Ids(new Random(7)));
            String lines = lines(made);
            timed(shape + "verify of 1,000 lines", "goal 2;", "questions", () -> foretold(perimeter, lines));
            String exported = exported(snapshot, perimeter);
            timed(
                    shape + "export",
                    "goal 10;",
                    "characters",
                    () -> exported(snapshot, perimeter).length());
            timed(shape + "verify of the exported file", "", "questions", () -> foretold(perimeter, exported));
            for (String check : List.of(
                    "only-trusted-identities", "only-trusted-resources", "only-expected-networks: {endpoints: all}")) {
                timed(
                        shape + check.split(":", 2)[0],
                        "goal 30;",
                        "requests",
                        () -> foretold(perimeter, "checks:\n  - " + check + "\n"));
            }
        }
    }

    private static String exported(Snapshot snapshot, Perimeter perimeter) {
        return PerimeterExport.of(snapshot, List.of(), perimeter::judge);
    }

    /** What is measured says how much there was of it. */
    @FunctionalInterface
    private interface Work {
        long done();
    }

    private void timed(String what, String goal, String unit, Work work) {
        double[] taken = new double[ROUNDS];
        long much = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long begin = cpuNanos();
            much = work.done();
            taken[i] = (cpuNanos() - begin) / 1e9;
        }
        report.figure(
                what,
                Report.median(taken),
                "s",
                "%s %d %s, the first time in %.2f s"
                        .formatted(goal, much, unit, taken[0])
                        .strip());
    }

    /** How many questions or requests there were; all are as expected. */
    private static long foretold(Perimeter perimeter, String file) {
        AtomicLong judged = new AtomicLong();
        perimeter.foretell(file, one -> {
            if (!one.path("holds").asBoolean()) {
                throw new IllegalStateException("this must hold: "
                        + one.path("name").asText() + one.path("what").asText());
            }
            judged.addAndGet(Math.max(1, one.path("judged").asLong()));
        });
        return judged.get();
    }

    /** Half of them about packets, half about requests. */
    private static String lines(PerimeterCloud cloud) {
        StringBuilder file = new StringBuilder("perimeter:\n");
        Random random = new Random(7);
        for (int i = 0; i < LINES / 2; i++) {
            List<String> vpc = cloud.names().get(i % VPCS);
            String web = vpc.get(random.nextInt(PER_TIER));
            String app = vpc.get(PER_TIER + random.nextInt(PER_TIER));
            boolean first = i % 2 == 0;
            file.append("  - {from: ").append(first ? web : app).append(", to: \"");
            file.append(first ? app : web).append(":8080").append("\", expect: ");
            file.append(first ? "allowed}\n" : "denied}\n");
            String bucket = cloud.buckets().get((i + 1) % BUCKETS);
            file.append("  - {from: ").append(app).append(", action: s3:PutObject, on: \"s3://");
            file.append(bucket).append("/key-").append(i).append("\", expect: ");
            file.append(i % BUCKETS < VPCS ? "allowed}\n" : "denied}\n");
        }
        return file.toString();
    }

    /** Of this thread, which does it all: what others do on the machine is not counted. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
