package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.Kernel;
import dev.postern.dataplane.namespaces.NamespaceDataPlaneContract;
import dev.postern.linux.IdRange;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on the kernel of this machine. */
@PacketTest
final class LinuxKernelTest extends NamespaceDataPlaneContract {
    @TempDir
    Path directory;

    @Override
    protected Kernel emptyKernel() {
        return new LinuxKernel(
                directory.resolve("netns"), directory.resolve("userns"), instance -> new IdRange(0x7000_0000L));
    }
}
