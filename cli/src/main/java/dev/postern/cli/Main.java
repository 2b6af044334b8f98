package dev.postern.cli;

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
            "  bench    measures it (./postern bench --help)"
        },
        subcommands = {
            LabCommand.class,
            EnvCommand.class,
            SshCommand.class,
            ExecCommand.class,
            WhyCommand.class,
            LogCommand.class,
            StatusCommand.class,
            DownCommand.class,
            ResetCommand.class,
            CheckObjectsCommand.class,
            AccountCommand.class,
            ImageCommand.class
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
        CommandLine commands = new CommandLine(new Main());
        commands.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CommandFailure expected) {
                System.err.println("postern: " + expected.getMessage());
                return expected.exitCode();
            }
            throw failure;
        });
        System.exit(commands.execute(arguments));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "say which command");
    }
}
