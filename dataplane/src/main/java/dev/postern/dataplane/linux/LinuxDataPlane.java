package dev.postern.dataplane.linux;

import dev.postern.dataplane.DataPlane;
import dev.postern.dataplane.Dropped;
import dev.postern.dataplane.FlowCounts;
import dev.postern.dataplane.InspectedFlow;
import dev.postern.dataplane.InspectionNodes;
import dev.postern.dataplane.Observed;
import dev.postern.dataplane.Places;
import dev.postern.dataplane.Refusal;
import dev.postern.dataplane.namespaces.DesiredNamespace;
import dev.postern.dataplane.namespaces.InspectedFlows;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.NamespaceDataPlane;
import dev.postern.dataplane.namespaces.NamespaceName;
import dev.postern.dataplane.namespaces.Step;
import dev.postern.linux.IdRange;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.linux.PacketMaps;
import dev.postern.linux.PacketPrograms.Direction;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The data plane of this machine. All of it lies in network namespaces pinned under one directory; the host's own network is
 * neither used nor changed. It goes on without this process, and the next one finds it there.
 */
public final class LinuxDataPlane implements DataPlane, Places, InspectionNodes {
    private static final String PINS = "netns";
    private static final String OWNERS = "userns";

    /** Which ids of the host an instance's users have; the same whenever it is asked. */
    @FunctionalInterface
    public interface Ids {
        IdRange of(InstanceId instance) throws IOException;
    }

    private final LinuxKernel kernel;
    private final NamespaceDataPlane dataPlane;

    /**
     * Takes a directory; nothing is done yet.
     *
     * @param runDirectory whatever namespaces are pinned below it are taken to be this data plane's
     */
    public LinuxDataPlane(Path runDirectory, Ids ids, Places.Listener listener) {
        this.kernel = new LinuxKernel(runDirectory.resolve(PINS), runDirectory.resolve(OWNERS), ids);
        this.dataPlane = new NamespaceDataPlane(kernel, new NamespaceDataPlane.Listener() {
            @Override
            public void appeared(String namespace, DesiredNamespace.Server server) {
                Namespace place = kernel.namespace(namespace);
                NamespaceName.vpc(namespace).ifPresent(vpc -> listener.vpcAppeared(vpc, place));
                NamespaceName.managed(namespace).ifPresent(eni -> {
                    if (server == DesiredNamespace.Server.BALANCER) {
                        listener.nodeAppeared(eni, place);
                    } else {
                        listener.endpointAppeared(eni, place);
                    }
                });
                if (namespace.equals(NamespaceName.INTERNET)) {
                    listener.internetAppeared(place);
                }
            }

            @Override
            public void disappearing(String namespace) {
                NamespaceName.vpc(namespace).ifPresent(listener::vpcDisappearing);
                NamespaceName.managed(namespace).ifPresent(listener::managedDisappearing);
                if (namespace.equals(NamespaceName.INTERNET)) {
                    listener.internetDisappearing();
                }
            }
        });
    }

    /** Why this process cannot have a data plane; empty if it can. Makes a namespace and lets it go to find out. */
    public static Optional<String> obstacle() {
        try {
            Namespace.tryToCreate();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Observed apply(NetworkIntent intent) {
        return dataPlane.apply(intent);
    }

    @Override
    public void onNews(Runnable alarm) {
        kernel.watch(alarm);
    }

    @Override
    public void destroyAll() {
        kernel.stopWatching();
        dataPlane.destroyAll();
        kernel.removePins();
    }

    /**
     * What a VPC's router has dropped lately, as far as it was noted ({@link dev.postern.dataplane.namespaces.Drops}).
     *
     * @param intent as it is in force
     */
    public List<Dropped> dropped(NetworkIntent intent, VpcIntent vpc, Instant now) throws IOException {
        return inside(router(vpc.id()), () -> DropReader.read(intent, vpc, now));
    }

    /** The VPCs that have a router: before anything is applied, those that went on without this process. */
    public Set<VpcId> routed() throws IOException {
        return kernel.namespaces().stream()
                .flatMap(name -> NamespaceName.vpc(name).stream())
                .collect(Collectors.toSet());
    }

    /**
     * What a VPC's router has counted of its interfaces' packets; nothing where nobody wants it counted.
     *
     * @param vpc as it is in force
     */
    public FlowCounts counted(VpcIntent vpc) throws IOException {
        return vpc.counted() ? inside(router(vpc.id()), () -> FlowReader.read(vpc)) : FlowCounts.NONE;
    }

    @Override
    public SortedMap<Refusal, Long> refused(NetworkInterfaceId node) throws IOException {
        return inside(node(node), () -> {
            TreeMap<Refusal, Long> refused = new TreeMap<>();
            PacketMaps.numbers(InspectedFlows.COUNTS, StateReader.inspectionLinks(), Direction.INCOMING)
                    .ifPresent(counts -> Stream.of(Refusal.values())
                            .filter(reason -> counts[reason.number()] > 0)
                            .forEach(reason -> refused.put(reason, counts[reason.number()])));
            return refused;
        });
    }

    @Override
    public List<InspectedFlow> flows(NetworkInterfaceId node) throws IOException {
        return inside(
                node(node),
                () -> PacketMaps.entries(InspectedFlows.ALL, StateReader.inspectionLinks(), Direction.INCOMING).stream()
                        .map(entry -> InspectedFlows.read(entry.key(), entry.value()))
                        .toList());
    }

    private static <T> T inside(Namespace place, Callable<T> task) throws IOException {
        try {
            return place.call(task);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public InstanceNamespaces namespaces(InstanceId instance) {
        return kernel.instance(NamespaceName.of(instance));
    }

    @Override
    public Namespace instance(InstanceId instance) {
        return kernel.namespace(NamespaceName.of(instance));
    }

    @Override
    public Namespace node(NetworkInterfaceId node) {
        return kernel.namespace(node.value());
    }

    @Override
    public Namespace router(VpcId vpc) {
        return kernel.namespace(NamespaceName.of(vpc));
    }

    @Override
    public Namespace internet() throws IOException {
        if (!kernel.namespaces().contains(NamespaceName.INTERNET)) {
            try {
                kernel.apply(new Step.CreateNamespace(NamespaceName.INTERNET));
            } catch (KernelException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return kernel.namespace(NamespaceName.INTERNET);
    }
}
