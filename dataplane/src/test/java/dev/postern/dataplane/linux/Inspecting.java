package dev.postern.dataplane.linux;

import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import dev.postern.testkit.RandomInspections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The appliances of random networks, which change nothing. They stay as long as their namespaces. */
final class Inspecting implements AutoCloseable {
    private final Network network;
    private final Map<Path, Appliance> appliances = new HashMap<>();

    Inspecting(Network network) {
        this.network = network;
    }

    /** From now on whoever is an appliance is one. */
    void begin(NetworkIntent intent) throws Exception {
        for (VpcIntent vpc : intent.vpcs().values()) {
            for (InterfacePort port : vpc.interfaces().values()) {
                if (port.holder().instance().isPresent() && port.has(RandomInspections.APPLIANCE)) {
                    Namespace inside = network.namespaceOf(port.id());
                    if (!appliances.containsKey(inside.path())) {
                        appliances.put(inside.path(), Appliance.in(inside));
                    }
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Appliance one : appliances.values()) {
            one.close();
        }
    }
}
