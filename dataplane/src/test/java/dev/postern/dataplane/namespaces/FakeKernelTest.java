package dev.postern.dataplane.namespaces;

/** The contract, in memory. */
final class FakeKernelTest extends NamespaceDataPlaneContract {
    @Override
    protected Kernel emptyKernel() {
        return new FakeKernel();
    }
}
