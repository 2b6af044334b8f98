package dev.postern.dataplane;

import dev.postern.linux.InstanceNamespaces;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import java.io.IOException;

/** The places of a network, for who must be in one: listeners, tunnels, probes, and what runs instances. */
public interface Places {
    /**
     * The port on the internet's side to whose transparent listeners the network leads what is for the world beyond the cloud, where that
     * is open; nothing else comes to it.
     */
    int OUTSIDE_PORT = 1;

    /** An instance. It is there once the instance is reported ready. */
    Place instance(InstanceId instance);

    /** A node of a load balancer, by its interface. Who goes there before the network has it fails. */
    Place node(NetworkInterfaceId node);

    /** A VPC's router; there between its appearing and its disappearing. */
    Place router(VpcId vpc);

    /** The internet's side. Made now if it is not there yet, so that services can listen before anything is applied. */
    Place internet() throws IOException;

    /** Where an instance's namespaces are pinned, for an OCI runtime. They are there once the instance is reported ready. */
    InstanceNamespaces namespaces(InstanceId instance);

    /** Told when a router, an endpoint's interface, a balancer's node or the internet's side comes and goes, by the thread that applies. */
    interface Listener {
        Listener NONE = new Listener() {
            @Override
            public void vpcAppeared(VpcId vpc, Place router) {}

            @Override
            public void vpcDisappearing(VpcId vpc) {}

            @Override
            public void endpointAppeared(NetworkInterfaceId networkInterface, Place endpoint) {}

            @Override
            public void nodeAppeared(NetworkInterfaceId networkInterface, Place node) {}

            @Override
            public void managedDisappearing(NetworkInterfaceId networkInterface) {}

            @Override
            public void internetAppeared(Place internet) {}

            @Override
            public void internetDisappearing() {}
        };

        /** It exists, and its instances have not been reported ready yet. */
        void vpcAppeared(VpcId vpc, Place router);

        /** It is about to be removed: close the sockets in it. */
        void vpcDisappearing(VpcId vpc);

        /** An interface of an endpoint, behind which services answer, exists; nothing gets to it yet. */
        void endpointAppeared(NetworkInterfaceId networkInterface, Place endpoint);

        /** A node of a balancer exists, and the network may lead connections into it. */
        void nodeAppeared(NetworkInterfaceId networkInterface, Place node);

        /** An endpoint's interface or a node is about to be removed: close the sockets in it. */
        void managedDisappearing(NetworkInterfaceId networkInterface);

        /** The internet's side exists, perhaps again. */
        void internetAppeared(Place internet);

        /** It is about to be removed, or was by somebody else. */
        void internetDisappearing();
    }
}
