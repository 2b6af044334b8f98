package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file as a block device, for as long as it is mounted: the kernel takes the device away with its last user, however that
 * one ended.
 *
 * @see <a href="https://man7.org/linux/man-pages/man4/loop.4.html">loop(4)</a>
 */
public final class LoopDevice implements AutoCloseable {
    private static final Path CONTROL = Path.of("/dev/loop-control");
    private static final long LOOP_CTL_GET_FREE = 0x4C82;
    private static final long LOOP_CONFIGURE = 0x4C0A;
    /** struct loop_config: descriptor, block size, struct loop_info64, reserved. */
    private static final int CONFIG_BYTES = 304;

    private static final int FLAGS_OFFSET = 60;
    private static final int LO_FLAGS_AUTOCLEAR = 4;
    private static final int BLOCK_SIZE = 4096;
    private static final int TRIES = 64;

    private final Path path;
    private final FileDescriptor device;

    private LoopDevice(Path path, FileDescriptor device) {
        this.path = path;
        this.device = device;
    }

    /** Whether this machine has them, and this process may make them. */
    public static boolean available() {
        try (FileDescriptor control = FileDescriptor.open(CONTROL, FileDescriptor.READ_WRITE)) {
            SystemCall.IOCTL.call("loop-control", control.number(), LOOP_CTL_GET_FREE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A device over a file. Closing it, when it is mounted, leaves it to the mount. */
    static LoopDevice over(Path file) throws IOException {
        try (FileDescriptor control = FileDescriptor.open(CONTROL, FileDescriptor.READ_WRITE);
                FileDescriptor backing = FileDescriptor.open(file, FileDescriptor.READ_WRITE)) {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                long number = SystemCall.IOCTL.call("loop-control", control.number(), LOOP_CTL_GET_FREE);
                Path path = Path.of("/dev/loop" + number);
                FileDescriptor device = FileDescriptor.open(path, FileDescriptor.READ_WRITE);
                try {
                    configure(device, backing);
                    return new LoopDevice(path, device);
                } catch (SystemCallException e) {
                    device.close();
                    if (e.errno() != SystemCallException.EBUSY) { // another took it in between
                        throw e;
                    }
                }
            }
        }
        throw new IOException("no loop device stays free for " + file);
    }

    private static void configure(FileDescriptor device, FileDescriptor backing) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment config = arena.allocate(CONFIG_BYTES, Long.BYTES);
            config.set(ValueLayout.JAVA_INT, 0, backing.number());
            config.set(ValueLayout.JAVA_INT, Integer.BYTES, BLOCK_SIZE);
            config.set(ValueLayout.JAVA_INT, FLAGS_OFFSET, LO_FLAGS_AUTOCLEAR);
            SystemCall.IOCTL.call("loop device", device.number(), LOOP_CONFIGURE, config.address());
        }
    }

    /** Whether some device, of whomever, is over a file: then it must not be mounted a second time. */
    public static boolean isOver(Path file) throws IOException {
        String real = file.toRealPath().toString();
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
            for (Path device : devices) {
                if (backingFile(device).equals(real)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What a device is over; empty for a free one. */
    private static String backingFile(Path device) {
        try {
            return Files.readString(device.resolve("loop/backing_file")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        device.close();
    }
}
