package dev.postern.server;

import dev.postern.compute.RuncDriver;
import dev.postern.guest.imds.SessionTokens;
import dev.postern.guest.tls.MessageSigner;
import dev.postern.model.Problem;
import dev.postern.server.accesslogs.AccessLogs;
import dev.postern.server.history.Witness;
import dev.postern.server.trails.EventRecorder;
import dev.postern.services.authorization.AuthorizationMessages;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.dynamodb.DynamoDbService;
import dev.postern.services.s3.ServiceWrites;
import dev.postern.storage.DataDirectory;
import dev.postern.storage.KeyFile;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.SqliteLedger;
import dev.postern.storage.events.SqliteEventStore;
import dev.postern.storage.items.SqliteItemStore;
import dev.postern.storage.objects.FileObjectStore;
import dev.postern.storage.outbox.Outbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is on disk. */
record State(
        DataDirectory data,
        LedgerCloud cloud,
        FileObjectStore objects,
        EventRecorder events,
        Outbox outbox,
        AccessLogs accessLogs,
        DynamoDbService dynamoDb,
        FirstAccount firstAccount,
        GuestFiles guest,
        RuncDriver runc) {

    static State open(DataDirectory data, Surroundings from, Parts parts) throws IOException {
        GuestFiles.Opening guest = parts.keep(
                "guest files", GuestFiles.open(data.root(), from.clock().instant()));
        Files.createDirectories(run(data));
        LedgerCloud cloud = parts.keep("cloud", new LedgerCloud(parts.keep("ledger", new SqliteLedger(data.ledger()))));
        FileObjectStore objects = parts.keep("objects", new FileObjectStore(data.objects()));
        ServiceWrites deliveries = new ServiceWrites(cloud::snapshot, objects, new Authorizer(), from.ids());
        EventRecorder events = parts.keep(
                "event history",
                new EventRecorder(
                        cloud::snapshot,
                        parts.keep("events", new SqliteEventStore(data.events())),
                        deliveries,
                        from.ids(),
                        from.clock(),
                        lost -> from.health().mended(lost, "later ones are told again")));
        Outbox outbox = parts.keep("outbox", new Outbox(data.outbox()));
        AccessLogs accessLogs =
                parts.keep("access logs", new AccessLogs(cloud::snapshot, deliveries, from.ids(), from.clock()));
        SqliteItemStore items = parts.keep("items", new SqliteItemStore(data.items()));
        DynamoDbService dynamoDb =
                DynamoDbService.open(cloud, items, from.clock().instant());
        FirstAccount firstAccount = new FirstAccount(from.configuration(), from.clock(), from.ids());
        firstAccount.ensure(cloud);
        GuestFiles opened = guest.await();
        return new State(
                data,
                cloud,
                objects,
                events,
                outbox,
                accessLogs,
                dynamoDb,
                firstAccount,
                opened,
                RuncDriver.open(data.root(), opened.images()));
    }

    /** Who signs what SNS sends. */
    MessageSigner signer() {
        return guest.signer();
    }

    /** The session tokens of the metadata service. */
    SessionTokens tokens(Surroundings from) throws IOException {
        return new SessionTokens(key(
                "imds.key",
                SessionTokens.KEY_BYTES,
                "the key of the metadata service",
                "made a new one; tokens that were given out are void",
                from));
    }

    /** The encoded messages of refusals. */
    AuthorizationMessages messages(Surroundings from) throws IOException {
        return new AuthorizationMessages(key(
                "messages.key",
                AuthorizationMessages.KEY_BYTES,
                "the key of encoded authorization failure messages",
                "made a new one; messages that were given out cannot be decoded",
                from));
    }

    private byte[] key(String name, int bytes, String noun, String lost, Surroundings from) throws IOException {
        Path file = data.root().resolve(name);
        return KeyFile.open(
                file,
                bytes,
                found -> from.health()
                        .mended(
                                new Problem(
                                        Problem.Code.KEY_FILE_DAMAGED,
                                        Problem.Severity.WARNING,
                                        file.toString(),
                                        noun + " has " + found + " bytes instead of " + bytes),
                                lost));
    }

    /** Who keeps what was asked for. */
    Witness witness() {
        return events.and(accessLogs);
    }

    /** Where what is valid only while the process lives is kept. */
    Path run() {
        return run(data);
    }

    private static Path run(DataDirectory data) {
        return data.root().resolve("run");
    }
}
