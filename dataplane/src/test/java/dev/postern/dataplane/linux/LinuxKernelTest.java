package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.Kernel;
import dev.postern.dataplane.namespaces.NamespaceDataPlaneContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on the kernel of this machine. */
@PacketTest
final class LinuxKernelTest extends NamespaceDataPlaneContract {
    @TempDir
    Path directory;

    @Override
    protected Kernel emptyKernel() {
        return new LinuxKernel(directory.resolve("netns"));
    }
}
