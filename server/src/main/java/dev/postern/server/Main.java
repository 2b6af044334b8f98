package dev.postern.server;

import dev.postern.linux.CreationMask;
import dev.postern.linux.SystemCallException;
import dev.postern.model.AccountId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.server.imported.Mark;
import dev.postern.server.imported.records.ImportMistake;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.iam.Accounts;
import dev.postern.storage.SqliteLedger;
import dev.postern.storage.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./postern up}: reads the configuration, starts the cloud, and stays until it is told to end. */
@Command(
        name = "postern up",
        mixinStandardHelpOptions = true,
        description = "Starts the cloud in the foreground. Ctrl-C, SIGTERM or ./postern down ends it; its state stays.")
public final class Main implements Callable<Integer> {
    private static final int DEFAULT_PORT = 4566;

    /** Kept here, because the level of a logger that nobody holds is forgotten. */
    private static final Logger OURS = Logger.getLogger("dev.postern");

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept ($POSTERN_DATA, ~/.postern).")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "PORT", description = "The API's port on loopback ($POSTERN_PORT, 4566).")
    private @Nullable Integer port;

    @Option(
            names = "--account",
            paramLabel = "ID",
            description = "The first account (that of an imported cloud, else 000000000000).")
    private @Nullable String account;

    @Mixin
    private final RootCredentials credentials = new RootCredentials();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description =
                    "A name under which the API is asked, besides localhost and those of Amazon; may be repeated.")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--quota",
            paramLabel = "NAME=N",
            description =
                    "Another quota than AWS's default, as elastic-ips=20; may be repeated. An unknown name lists them.")
    private List<String> quotas = new ArrayList<>();

    @Option(
            names = "--internet",
            description =
                    "Lets instances reach what this machine reaches, by TCP, UDP and DNS, where their routes lead to the"
                            + " internet; never this machine itself, nor private networks.")
    private boolean internet;

    @Option(
            names = "--internet-allow",
            paramLabel = "CIDR",
            description =
                    "A block that instances reach although it is not everybody's, as 10.1.0.0/16; may be repeated.")
    private List<String> internetAllow = new ArrayList<>();

    @Option(
            names = "--socks",
            paramLabel = "PORT",
            description = "A SOCKS5 port on loopback through which instances' public addresses are reached.")
    private @Nullable Integer socks;

    @Option(
            names = {"-v", "--verbose"},
            description = "Prints a line for each request, and for each step of the network.")
    private boolean verbose;

    private final Map<String, String> environment = System.getenv();

    /** Who has the compilers step back, which must not be the last that they hear. */
    private final Thread calling;

    private Main(Thread calling) {
        this.calling = calling;
    }

    public static void main(String[] arguments) {
        // What takes a good part of a start, beside all else.
        Thread preparing = Thread.ofPlatform().daemon().name("preparing").start(Main::prepare);
        Thread calling = Thread.ofPlatform().daemon().name("calling").start(() -> call(preparing, Compilers::stepBack));
        // For this process and its children: no file that any of them makes is another user's to read. What needs more
        // says so.
        call(preparing, () -> CreationMask.set(077));
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tT.%1$tL %4$s %5$s%6$s%n");
        // Netty wants a hardware address for an id that nothing here uses; a machine may well have none.
        System.setProperty("io.netty.machineId", "02:00:00:00:00:00:00:01");
        if (arguments.length > 0 && arguments[0].equals("import")) {
            exit(
                    preparing,
                    new CommandLine(new ImportCommand()).execute(Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
        Main plain = new Main(calling);
        exit(preparing, plain.reads(arguments) ? plain.run() : readByPicocli(arguments, calling));
    }

    /** What asks something of the kernel. */
    private interface KernelCall {
        void run() throws SystemCallException;
    }

    /** The first call takes as long as a tenth of a start. */
    private static void call(Thread preparing, KernelCall kernelCall) {
        try {
            kernelCall.run();
        } catch (SystemCallException | RuntimeException | Error e) {
            System.err.println("postern: the kernel cannot be called from this Java, or on this machine: " + e);
            exit(preparing, 1);
        }
    }

    private static void prepare() {
        try {
            SqliteLedger.prepare();
        } catch (StorageException e) {
            // Who opens the ledger is told the same.
        }
    }

    /** Not before what is being prepared is ready: it has a file for a moment. */
    private static void exit(Thread preparing, int status) {
        await(preparing);
        System.exit(status);
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int readByPicocli(String[] arguments, Thread calling) {
        CommandLine command = new CommandLine(new Main(calling));
        command.setExecutionExceptionHandler((failure, line, parsed) -> failed(failure));
        return command.execute(arguments);
    }

    /**
     * Reads what most starts say. Picocli takes as long to begin as a fifth of a start, so it is only asked about what is not so plain.
     *
     * @return false where picocli must look at it
     */
    private boolean reads(String[] arguments) {
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            if (arguments[i].equals("--data") && data == null && value.matches("[\\w./][^@]*")) {
                data = Path.of(value);
            } else if (arguments[i].equals("--port") && port == null && value.matches("\\d{1,5}")) {
                port = Integer.valueOf(value);
            } else {
                return false;
            }
        }
        return arguments.length % 2 == 0;
    }

    private int run() {
        try {
            return call();
        } catch (Exception e) {
            try {
                return failed(e);
            } catch (Exception unexpected) {
                unexpected.printStackTrace();
                return 1;
            }
        }
    }

    /** What it ends with, where the person is told in words. */
    private static int failed(Exception failure) throws Exception {
        if (failure instanceof StartFailure || failure instanceof StorageException) {
            System.err.println("postern: " + failure.getMessage());
            return 1;
        }
        throw failure;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = configuration();
        if (verbose) {
            OURS.setLevel(Level.FINE);
            Arrays.asList(Logger.getLogger("").getHandlers()).forEach(handler -> handler.setLevel(Level.FINE));
        }
        PosternServer server = start(configuration);
        await(calling);
        Compilers.catchUp();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        System.out.printf(
                """
                Postern is up: account %s on http://127.0.0.1:%d, data in %s
                  eval "$(./postern env --data %s)"     this shell's aws now means the cloud
                  ./postern status | ssh | exec | reset | down
                """, configuration.account(), configuration.port(), configuration.data(), word(configuration.data()));
        server.awaitEnd();
        return 0;
    }

    private PosternServer start(Configuration configuration) {
        try {
            return PosternServer.start(configuration);
        } catch (StartFailure | StorageException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new StartFailure(
                    new Unexpected(e).sentence(configuration.data().resolve("run"), verbose));
        }
    }

    /** A path as one word of a shell's line. */
    private static String word(Path path) {
        String text = path.toString();
        return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private Configuration configuration() {
        Path directory = directory(Optional.ofNullable(data), environment);
        int chosenPort = Optional.ofNullable(port)
                .or(() -> variable("POSTERN_PORT").map(Main::number))
                .orElse(DEFAULT_PORT);
        if (account != null && !AccountId.isValid(account)) {
            throw new StartFailure("--account takes twelve digits, not " + account);
        }
        Optional<Mark> mark = mark(directory);
        hosts.stream()
                .filter(host -> !host.matches("[A-Za-z0-9.-]+"))
                .findFirst()
                .ifPresent(host -> {
                    throw new StartFailure("--host takes a name without a port, not " + host);
                });
        if (chosenPort < 1 || chosenPort > 65535) {
            throw new StartFailure("--port takes a number from 1 to 65535, not " + chosenPort);
        }
        String keys = credentials.read(environment);
        int colon = keys.indexOf(':');
        return new Configuration(
                directory.toAbsolutePath().normalize(),
                chosenPort,
                Optional.ofNullable(account)
                        .map(AccountId::new)
                        .or(() -> mark.map(Mark::account))
                        .orElse(Accounts.DEFAULT),
                keys.substring(0, colon),
                keys.substring(colon + 1),
                Set.copyOf(hosts),
                chosenQuotas(),
                crossings(chosenPort),
                mark.filter(Mark::paper).isPresent());
    }

    private static Optional<Mark> mark(Path directory) {
        try {
            return Mark.of(directory);
        } catch (ImportMistake e) {
            throw new StartFailure(String.valueOf(e.getMessage()));
        }
    }

    private Crossings crossings(int chosenPort) {
        if (!internet && !internetAllow.isEmpty()) {
            throw new StartFailure("--internet-allow names more of what --internet opens: give both");
        }
        if (socks != null && (socks < 1 || socks > 65535 || socks == chosenPort)) {
            throw new StartFailure("--socks takes a number from 1 to 65535 that is not the API's port, not " + socks);
        }
        return new Crossings(
                internet,
                internetAllow.stream().map(Main::block).toList(),
                socks == null ? OptionalInt.empty() : OptionalInt.of(socks));
    }

    private static Cidr block(String text) {
        Cidr block = Cidr.find(text)
                .orElseThrow(() -> new StartFailure("--internet-allow takes a block, as 10.1.0.0/16, not " + text));
        if (AddressPlan.everythingPublic(block.family()).contains(block)) {
            throw new StartFailure(
                    "--internet-allow: " + block + " is the cloud's own: it means nothing outside of it");
        }
        return block;
    }

    private Quotas chosenQuotas() {
        try {
            return Quotas.of(quotas);
        } catch (IllegalArgumentException e) {
            throw new StartFailure("--quota: " + e.getMessage());
        }
    }

    private Optional<String> variable(String name) {
        return variable(environment, name);
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** The data directory: the chosen one, else that of the environment, else the user's. */
    static Path directory(Optional<Path> chosen, Map<String, String> environment) {
        return chosen.or(() -> variable(environment, "POSTERN_DATA").map(Path::of))
                .orElse(Path.of(System.getProperty("user.home"), ".postern"));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new StartFailure("POSTERN_PORT is not a number: " + text);
        }
    }
}
