package dev.postern.conformance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The loop devices of this machine. */
public final class LoopDevices {
    private LoopDevices() {}

    /** The file that each is made of, by the device's name. */
    public static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
            for (Path device : devices) {
                try {
                    files.put(
                            device.getFileName().toString(),
                            Files.readString(device.resolve("loop/backing_file"))
                                    .strip());
                } catch (IOException madeOfNone) {
                    // or not any more
                }
            }
        }
        return files;
    }
}
