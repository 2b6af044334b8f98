package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.linux.Namespace;
import dev.postern.linux.SystemCall;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every packet on the internet side of a cloud that another process is about to start: on all links of the internet's namespace, before
 * any rule there sees them. Only the sockets are in there, so the cloud finds nobody left in its namespaces when it ends.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/packet.7.html">packet(7)</a>
 */
final class InternetCapture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int AF_PACKET = 17;
    private static final int WITHOUT_LINK_HEADER = 2;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int ALL_PROTOCOLS = 0x300; // ETH_P_ALL, as it is on the wire
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_STATISTICS = 6;
    private static final int QUEUE_BYTES = 256 << 20;
    private static final int HEADER_BYTES = 64;

    private static final Cidr GROUPS_OF_A_LINK = Cidr.of("ff02::/16");

    /** What the capture sends itself: that it is seen says that all before it was. */
    private static final Packet END = new Packet(AddressPlan.INTERNET_CLIENT, AddressPlan.INTERNET_CLIENT);

    private static final int NOBODY_LISTENS = 9;

    private final Path clouds;
    private final FutureTask<Set<Packet>> capture = new FutureTask<>(this::capture);
    private volatile @Nullable DatagramChannel bell;

    /** From whom, and to whom. */
    record Packet(Ip source, Ip destination) {
        Stream<Ip> ends() {
            return Stream.of(source, destination);
        }
    }

    private record Sockets(int packets, DatagramChannel bell) {}

    private InternetCapture(Path clouds) {
        this.clouds = clouds;
    }

    /** Begins as soon as there is an internet of the first cloud whose directory is made in this one. */
    static InternetCapture inFirstCloudOf(Path directory) {
        InternetCapture made = new InternetCapture(directory);
        Thread.ofPlatform().name("capture").daemon().start(made.capture);
        return made;
    }

    /** All that was seen; to be asked for when the cloud has ended. */
    Set<Packet> end() throws Exception {
        ring();
        return capture.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void ring() throws IOException {
        DatagramChannel channel = bell;
        if (channel != null && channel.isOpen()) {
            channel.send(
                    ByteBuffer.allocate(1),
                    new InetSocketAddress(END.destination().toInetAddress(), NOBODY_LISTENS));
        }
    }

    @Override
    public void close() throws IOException {
        ring();
        capture.cancel(false);
    }

    private Set<Packet> capture() throws Exception {
        Sockets sockets = open();
        bell = sockets.bell();
        try (DatagramChannel _ = sockets.bell();
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(HEADER_BYTES);
            Set<Packet> seen = new LinkedHashSet<>();
            while (!seen.contains(END)) {
                int length = (int) SystemCall.READ.call("packet", sockets.packets(), buffer.address(), HEADER_BYTES);
                packet(buffer.asByteBuffer().limit(length)).ifPresent(seen::add);
            }
            seen.remove(END);
            assertThat(lost(arena, sockets.packets()))
                    .as("packets that the capture missed")
                    .isZero();
            return seen;
        } finally {
            SystemCall.CLOSE.call("close", sockets.packets());
        }
    }

    private Sockets open() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Path> pin = pin();
            if (pin.isPresent()) {
                Sockets sockets = new Namespace(pin.get()).call(InternetCapture::sockets);
                try (Stream<Path> others = Files.list(pin.get().resolveSibling(""))) {
                    assertThat(others.map(other -> other.getFileName().toString()))
                            .as("it began before anybody was there to send anything")
                            .noneMatch(name -> name.startsWith("i-"));
                }
                return sockets;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        throw new AssertionError("there was no internet below " + clouds);
    }

    /** Where the internet's namespace is pinned, once it is: before, there is only the file that it will be mounted on. */
    private Optional<Path> pin() throws IOException {
        try (Stream<Path> found = Files.list(clouds)) {
            return found.map(cloud -> cloud.resolve("cloud/run/netns/internet"))
                    .filter(InternetCapture::isMounted)
                    .findFirst();
        }
    }

    private static boolean isMounted(Path pin) {
        try {
            return Files.exists(pin) && !Files.getFileStore(pin).equals(Files.getFileStore(pin.resolveSibling("")));
        } catch (IOException e) {
            return false; // it is just being made
        }
    }

    private static Sockets sockets() throws IOException {
        int packets = (int)
                SystemCall.SOCKET.call("packet socket", AF_PACKET, WITHOUT_LINK_HEADER | CLOSE_ON_EXEC, ALL_PROTOCOLS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, QUEUE_BYTES);
            SystemCall.SETSOCKOPT.call(
                    "packet socket", packets, SOL_SOCKET, SO_RCVBUFFORCE, size.address(), Integer.BYTES);
        }
        return new Sockets(packets, DatagramChannel.open(StandardProtocolFamily.INET));
    }

    /** Empty for what is of neither family, or what the kernels at the ends of a link tell each other: which groups they are in. */
    private static Optional<Packet> packet(ByteBuffer bytes) {
        return switch (bytes.limit() == 0 ? 0 : bytes.get(0) >>> 4) {
            case 4 -> Optional.of(new Packet(ip(bytes, 12, Family.IPV4), ip(bytes, 16, Family.IPV4)));
            case 6 ->
                Optional.of(new Packet(ip(bytes, 8, Family.IPV6), ip(bytes, 24, Family.IPV6)))
                        .filter(packet -> !GROUPS_OF_A_LINK.contains(packet.destination()));
            default -> Optional.empty();
        };
    }

    private static Ip ip(ByteBuffer bytes, int at, Family family) {
        return family == Family.IPV4
                ? Ip.v4(bytes.getInt(at))
                : new Ip(Family.IPV6, bytes.getLong(at), bytes.getLong(at + Long.BYTES));
    }

    @SuppressWarnings("restricted") // a call into the C library, with the types of its header
    private static int lost(Arena arena, int packets) throws IOException {
        MethodHandle getsockopt = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("getsockopt"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS));
        MemorySegment statistics = arena.allocate(ValueLayout.JAVA_INT, 2);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, (int) statistics.byteSize());
        try {
            int result = (int) getsockopt.invokeExact(packets, SOL_PACKET, PACKET_STATISTICS, statistics, length);
            assertThat(result).isZero();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
        return statistics.getAtIndex(ValueLayout.JAVA_INT, 1);
    }
}
