package dev.postern.storage;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that commits from several threads and prints each commit's sequence after it was acknowledged. */
final class CommitsUntilKilled {
    private CommitsUntilKilled() {}

    public static void main(String[] arguments) {
        DataDirectory data = DataDirectory.open(Path.of(arguments[0]));
        LedgerCloud cloud = new LedgerCloud(new SqliteLedger(data.ledger(), 20_000));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        AtomicInteger numbers = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            Thread.ofPlatform().start(() -> commitForever(cloud, numbers, out));
        }
    }

    private static void commitForever(Cloud cloud, AtomicInteger numbers, PrintStream out) {
        while (true) {
            int number = numbers.incrementAndGet();
            long sequence =
                    cloud.commit(snapshot -> new Cloud.Outcome<>(Samples.putGateway(number), snapshot.sequence() + 1));
            out.println(sequence);
        }
    }
}
