package dev.postern.server;

import dev.postern.dataplane.Place;
import dev.postern.dataplane.Places;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;

/** Without a network: for what does not get as far as that. */
public final class Nowhere implements Places {
    @Override
    public Place instance(InstanceId instance) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Place node(NetworkInterfaceId node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Place router(VpcId vpc) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Place internet() {
        throw new UnsupportedOperationException();
    }

    @Override
    public InstanceNamespaces namespaces(InstanceId instance) {
        throw new UnsupportedOperationException();
    }
}
