package dev.postern.bench;

import dev.postern.cli.CloudProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * GetItem and PutItem of items of 1 KiB, against dynalite, which keeps them in memory or in files. Of ours each write is on the disk
 * when it is answered, and each request's signature is verified and its policies decided; of dynalite neither is so.
 */
record Items(CloudProcess cloud, Report report, int seconds, int rounds, Path directory) {
    private static final String TABLE = "bench";
    private static final int CONNECTIONS = 16;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int POLLS = 300;
    private static final String UNIT = "requests/s";

    /** Somebody who serves items, and the requests for them. */
    private record Server(SignedItems items, Path directory, int seconds) {
        static Server prepare(URI endpoint, Path directory, int seconds) throws IOException {
            Server server = new Server(new SignedItems(endpoint, TABLE), directory, seconds);
            try (DynamoDbClient dynamo = client(endpoint)) {
                createTable(dynamo);
                // The just-in-time compilers' turn, before anything counts; the items are there after it.
                var _ = server.puts();
                var _ = server.gets();
                server.items.requireAll(dynamo);
            }
            return server;
        }

        double puts() throws IOException {
            return Load.script(items.puts(directory), CONNECTIONS, seconds, items.endpoint());
        }

        double gets() throws IOException {
            return Load.script(items.gets(directory), CONNECTIONS, seconds, items.endpoint());
        }
    }

    void run() throws IOException {
        Server ours = Server.prepare(URI.create("http://127.0.0.1:" + cloud.port()), directory, seconds);
        Optional<Dynalite> dynalite = Dynalite.find(Path.of(System.getenv().getOrDefault("POSTERN_HOME", ".")));
        if (dynalite.isEmpty()) {
            report.missing("DynamoDB GetItem and PutItem of 1 KiB", "node and npm are needed for dynalite");
            return;
        }
        try (Dynalite.Running memory = dynalite.get().inMemory();
                Dynalite.Running files =
                        dynalite.get().inFiles(Files.createDirectories(directory.resolve("dynalite")))) {
            Server inMemory = Server.prepare(memory.endpoint(), directory, seconds);
            Server inFiles = Server.prepare(files.endpoint(), directory, seconds);
            double[][] puts = new double[3][rounds];
            double[][] gets = new double[3][rounds];
            List<Server> all = List.of(ours, inMemory, inFiles);
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < all.size(); i++) {
                    puts[i][round] = all.get(i).puts();
                    gets[i][round] = all.get(i).gets();
                }
            }
            String peer = "dynalite " + Dynalite.VERSION;
            report.ratio("DynamoDB GetItem of 1 KiB", gets[0], gets[1], UNIT, peer, "in memory");
            report.ratio("DynamoDB GetItem of 1 KiB", gets[0], gets[2], UNIT, peer + " --path", "in LevelDB");
            report.ratio(
                    "DynamoDB PutItem of 1 KiB, on the disk when answered",
                    puts[0],
                    puts[1],
                    UNIT,
                    peer,
                    "in memory: lost when it ends");
            report.ratio(
                    "DynamoDB PutItem of 1 KiB, on the disk when answered",
                    puts[0],
                    puts[2],
                    UNIT,
                    peer + " --path",
                    "in LevelDB: lost with the machine's power, as it does not wait for the disk");
        }
    }

    private static DynamoDbClient client(URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Topology.REGION)
                .credentialsProvider(Topology.ROOT)
                // A peer that has just been started refuses connections for a moment.
                .overrideConfiguration(how -> how.retryStrategy(DefaultRetryStrategy.standardStrategyBuilder()
                        .maxAttempts(POLLS)
                        .backoffStrategy(BackoffStrategy.fixedDelayWithoutJitter(POLL))
                        .circuitBreakerEnabled(false)
                        .build()))
                .build();
    }

    private static void createTable(DynamoDbClient dynamo) {
        dynamo.createTable(create -> create.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName(SignedItems.KEY)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName(SignedItems.KEY)
                        .keyType(KeyType.HASH)
                        .build()));
        dynamo.waiter()
                .waitUntilTableExists(
                        describe -> describe.tableName(TABLE),
                        how -> how.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(POLL))
                                .maxAttempts(POLLS));
    }
}
