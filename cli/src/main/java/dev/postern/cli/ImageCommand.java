package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./postern image}. */
@Command(
        name = "image",
        mixinStandardHelpOptions = true,
        description = "Machine images of your own.",
        subcommands = ImageCommand.Import.class)
final class ImageCommand {

    /** {@code ./postern image import}. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = "Registers a root filesystem as an AMI and prints its id.")
    static final class Import implements Runnable {
        @Mixin
        private final CloudOptions cloud = new CloudOptions();

        @Parameters(paramLabel = "ROOTFS", description = "A directory, or a tar file.")
        private Path rootFilesystem = Path.of("");

        @Option(names = "--name", required = true, description = "The image's name.")
        private String name = "";

        @Option(names = "--region", defaultValue = "us-east-1", description = "Its Region (${DEFAULT-VALUE}).")
        private String region = "us-east-1";

        @Override
        public void run() {
            JsonNode made = cloud.control()
                    .post(
                            "/_postern/images",
                            Map.of(
                                    "path", rootFilesystem.toAbsolutePath().toString(),
                                    "name", name,
                                    "region", region));
            System.out.println(made.path("imageId").asText());
        }
    }
}
