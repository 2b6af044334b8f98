package dev.postern.dataplane.namespaces;

import java.util.SortedSet;
import java.util.function.IntPredicate;

/** A kernel whose process is killed, or whose steps fail, when a test says so. */
public final class FragileKernel implements Kernel {
    private final Kernel kernel;
    private final IntPredicate killed;
    private final IntPredicate failing;
    private int step;

    /** The process is killed: nothing that the data plane does about failures helps it. */
    public static final class Killed extends RuntimeException {
        Killed() {
            super("killed");
        }
    }

    /**
     * Wraps a kernel.
     *
     * @param killed before which step, counted from 0, the process dies
     * @param failing which steps fail
     */
    public FragileKernel(Kernel kernel, IntPredicate killed, IntPredicate failing) {
        this.kernel = kernel;
        this.killed = killed;
        this.failing = failing;
    }

    @Override
    public SortedSet<String> namespaces() {
        return kernel.namespaces();
    }

    @Override
    public NamespaceState observe(String namespace) throws KernelException {
        return kernel.observe(namespace);
    }

    @Override
    public void apply(Step next) throws KernelException {
        int number = step++;
        if (killed.test(number)) {
            throw new Killed();
        }
        if (failing.test(number)) {
            throw new KernelException("this step fails");
        }
        kernel.apply(next);
    }
}
