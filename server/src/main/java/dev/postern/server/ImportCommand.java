package dev.postern.server;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.server.imported.Directory;
import dev.postern.server.imported.Imported;
import dev.postern.server.imported.Mark;
import dev.postern.server.imported.records.ImportMistake;
import dev.postern.services.iam.Accounts;
import dev.postern.storage.DataDirectory;
import dev.postern.storage.Ledger;
import dev.postern.storage.SqliteLedger;
import dev.postern.storage.StorageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./postern import}: makes a data directory of what the AWS CLI or a state of Terraform says of an account. */
@Command(
        name = "postern import",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a cloud of an account: of the JSON files in DIR that the AWS CLI's describe commands wrote, and of states of"
                    + " Terraform. What cannot be taken over is listed.",
            ""
        },
        footer = {"", "docs/import.md says what is taken over, and how the files are made."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:imported", "2:the files or the command have a mistake, and nothing was imported"})
final class ImportCommand implements Callable<Integer> {
    private static final int MISTAKE = 2;

    private final PrintStream out = System.out;

    @Parameters(
            paramLabel = "DIR|FILE",
            description =
                    "Where the files are, or one file; directories in it may be called after accounts and Regions.")
    private Path directory = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory to make ($POSTERN_DATA, ~/.postern).")
    private @Nullable Path data;

    @Option(names = "--paper", description = "Instances are never started: why and verify foretell, and send nothing.")
    private boolean paper;

    @Option(names = "--region", paramLabel = "REGION", description = "Where what is that does not say it.")
    private @Nullable String region;

    @Option(
            names = "--account",
            paramLabel = "ID",
            description = "Whose what is that does not say it; its root has the keys of the start.")
    private @Nullable String account;

    @Mixin
    private final RootCredentials credentials = new RootCredentials();

    @Override
    public Integer call() {
        try {
            Path target = Main.directory(Optional.ofNullable(data), System.getenv())
                    .toAbsolutePath()
                    .normalize();
            refuseCloud(target);
            Imported imported = Directory.read(directory, account(), region());
            AccountId first = account()
                    .filter(imported.accounts()::contains)
                    .orElseGet(() -> imported.accounts().first());
            write(target, imported, new Mark(first, paper));
            tell(target, imported, first);
            return 0;
        } catch (ImportMistake | StartFailure | StorageException e) {
            System.err.println("postern: " + e.getMessage());
            return MISTAKE;
        } catch (IOException e) {
            System.err.println("postern: the data directory cannot be written: " + e);
            return MISTAKE;
        }
    }

    private Optional<AccountId> account() {
        if (account != null && !AccountId.isValid(account)) {
            throw new ImportMistake("--account takes twelve digits, not " + account);
        }
        return Optional.ofNullable(account).map(AccountId::new);
    }

    private Optional<Region> region() {
        return Optional.ofNullable(region)
                .map(name ->
                        Region.find(name).orElseThrow(() -> new ImportMistake("--region: there is no Region " + name)));
    }

    private static void refuseCloud(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            try (Stream<Path> entries = Files.list(target)) {
                if (entries.findAny().isPresent()) {
                    throw new ImportMistake(
                            target + " holds something already: choose a new or an empty directory by --data");
                }
            }
        }
    }

    /** One commit, after which the first account's root has the keys that a start without others expects. */
    private void write(Path target, Imported imported, Mark mark) throws IOException {
        String keys = credentials.read(System.getenv());
        Accounts.RootKey root = Accounts.RootKey.parse(keys);
        Snapshot accounts = Snapshot.EMPTY.apply(1, imported.accountEntities());
        Change change = Change.builder()
                .addAll(imported.accountEntities())
                .addAll(Accounts.ensure(
                        accounts, mark.account(), root, Clock.systemUTC().instant()))
                .addAll(imported.change())
                .build();
        try (DataDirectory made = DataDirectory.open(target);
                Ledger ledger = new SqliteLedger(made.ledger())) {
            mark.write(made.root());
            ledger.load();
            ledger.append(1, List.of(change));
        } catch (Ledger.ConflictException e) {
            throw new StorageException(target + " became a cloud in the meantime", e);
        }
    }

    private void tell(Path target, Imported imported, AccountId first) {
        String accounts = imported.accounts().stream().map(AccountId::value).collect(Collectors.joining(", "));
        out.println("Imported into " + target + (paper ? ", on paper" : "") + ": account " + accounts);
        for (Map.Entry<String, Integer> count : imported.counts().entrySet()) {
            out.printf("  %6d  %s%n", count.getValue(), count.getKey());
        }
        int told = imported.findings().size();
        out.println(told == 0 ? "Everything was taken over." : "Not here as it was there (" + told + "):");
        imported.findings().forEach(finding -> out.println("  " + finding));
        out.println("./postern up --data " + target + " serves it; keys are those of account " + first + "'s root.");
    }
}
