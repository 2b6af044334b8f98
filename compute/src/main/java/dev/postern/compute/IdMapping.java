package dev.postern.compute;

import dev.postern.linux.IdRange;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.linux.PrivateMounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this machine can show files with other owners: the kernel (Linux 5.12), and the file systems of {@code /usr} and of
 * the instances' directories. It finds out by trying, once.
 */
final class IdMapping implements BooleanSupplier {
    private static final System.Logger LOG = System.getLogger(IdMapping.class.getName());

    private final Path data;
    private final Path place;
    private final Path instances;
    private @Nullable Boolean answer;

    /**
     * Nothing is tried yet.
     *
     * @param place a directory that may be covered
     */
    IdMapping(Path data, Path place, Path instances) {
        this.data = data;
        this.place = place;
        this.instances = instances;
    }

    @Override
    public synchronized boolean getAsBoolean() {
        Boolean known = answer;
        if (known == null) {
            known = attempt();
            answer = known;
        }
        return known;
    }

    private boolean attempt() {
        InstanceNamespaces trial =
                new InstanceNamespaces(data.resolve("run/trial-user"), data.resolve("run/trial-network"));
        IdRange range = new IdRange(IdRanges.FIRST);
        try {
            trial.create(range);
            try {
                return PrivateMounts.with(trial.user(), range, mounts -> {
                    mounts.show(instances, place, true);
                    mounts.show(Path.of("/usr"), place, true);
                    return true;
                });
            } finally {
                trial.remove();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "instances have the host''s user ids: {0}", e.getMessage());
            return false;
        }
    }
}
