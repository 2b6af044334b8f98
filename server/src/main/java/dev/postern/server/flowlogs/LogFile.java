package dev.postern.server.flowlogs;

import dev.postern.model.ec2.FlowLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * A file of records: compressed, a line each, the fields' names first.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html">Flow log files</a>
 */
final class LogFile {
    private LogFile() {}

    static byte[] content(FlowLog log, List<String> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write((new Lines(log).header() + "\n").getBytes(StandardCharsets.UTF_8));
            for (String line : lines) {
                packed.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is none in memory
        }
        return bytes.toByteArray();
    }

    /** Where it goes. What tells files of the same minute apart follows from the second. */
    static String key(FlowLog log, Instant at) {
        CRC32 hash = new CRC32();
        hash.update((log.id() + " " + at.getEpochSecond()).getBytes(StandardCharsets.UTF_8));
        return log.objectKey(at, "%08x".formatted(hash.getValue()));
    }
}
