package dev.postern.dataplane.namespaces;

import java.util.List;
import java.util.SortedSet;
import java.util.function.IntPredicate;

/** A kernel whose process is killed, or whose steps fail, when a test says so. */
public final class FragileKernel implements Kernel {
    private final Kernel kernel;
    private final IntPredicate killed;
    private final IntPredicate failing;
    private final String broken;
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
        this.broken = "";
    }

    /** Wraps a kernel in which one namespace can be made and nothing more can be done. */
    public FragileKernel(Kernel kernel, String broken) {
        this.kernel = kernel;
        this.killed = number -> false;
        this.failing = number -> false;
        this.broken = broken;
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
    public List<News> news() {
        return kernel.news();
    }

    @Override
    public void apply(Step next) throws KernelException {
        int number = step++;
        if (killed.test(number)) {
            throw new Killed();
        }
        boolean hopeless = next.namespace().equals(broken) && !(next instanceof Step.CreateNamespace);
        if (hopeless || failing.test(number)) {
            throw new KernelException("this step fails");
        }
        kernel.apply(next);
    }
}
