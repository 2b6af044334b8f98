package dev.postern.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./postern}: everything but {@code up}, which is the server itself. */
@Command(
        name = "postern",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "An AWS-compatible VPC on your own machine, with real packets and real policy decisions.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "  up       starts the cloud in the foreground (./postern up --help)",
            "  import   makes a cloud of what the AWS CLI says of an account (./postern import --help)",
            "  bench    measures it (./postern bench --help)"
        },
        subcommands = {
            LabCommand.class,
            EnvCommand.class,
            SshCommand.class,
            ExecCommand.class,
            WhyCommand.class,
            VerifyCommand.class,
            ExportCommand.class,
            LogCommand.class,
            FlowsCommand.class,
            StatusCommand.class,
            DownCommand.class,
            ResetCommand.class,
            CheckObjectsCommand.class,
            AccountCommand.class,
            ImageCommand.class,
            ServiceCommand.class
        })
public final class Main implements Runnable {
    /** What the jar says of itself. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "Postern "
                        + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                                .orElse("unpackaged")
            };
        }
    }

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        Optional<WhyCommand> why = plainWhy(List.of(arguments));
        int code = why.isPresent() ? ask(why.get()) : any(arguments);
        if (code != 0 || why.isEmpty()) {
            System.exit(code); // which asks first whether it is to be logged, and that takes a while
        }
    }

    /** {@code why}, which people ask again and again, does not wait for picocli where its arguments are plain. */
    private static Optional<WhyCommand> plainWhy(List<String> arguments) {
        return !arguments.isEmpty() && arguments.getFirst().equals("why")
                ? WhyCommand.read(arguments.subList(1, arguments.size()))
                : Optional.empty();
    }

    private static int ask(WhyCommand command) {
        try {
            return command.ask();
        } catch (CommandFailure expected) {
            return failed(expected);
        }
    }

    private static int any(String... arguments) {
        CommandLine commands = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler((failure, _, _) -> {
            if (failure instanceof CommandFailure expected) {
                return failed(expected);
            }
            throw failure;
        });
        return commands.execute(arguments);
    }

    private static int failed(CommandFailure expected) {
        System.err.println("postern: " + expected.getMessage());
        return expected.exitCode();
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "say which command");
    }
}
