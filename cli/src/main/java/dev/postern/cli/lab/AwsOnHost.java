package dev.postern.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** The host's own AWS CLI under the name {@code aws}, with the endpoint option that versions before 2.13 need. */
final class AwsOnHost {
    private AwsOnHost() {}

    static void install(Path bin, int port) throws IOException {
        Path real = Stream.concat(
                        Stream.of("/usr/bin"), Stream.of(System.getenv("PATH").split(":", -1)))
                .map(directory -> Path.of(directory, "aws"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> Lab.failure("the AWS CLI is missing: apt-get install awscli"));
        Path script = bin.resolve("aws");
        Files.writeString(script, "#!/bin/sh\nexec " + real + " --endpoint-url http://127.0.0.1:" + port + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
