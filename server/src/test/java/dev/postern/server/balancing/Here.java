package dev.postern.server.balancing;

import dev.postern.dataplane.PacketSender;
import dev.postern.dataplane.Place;
import dev.postern.model.net.Ip;
import java.time.Duration;
import java.util.concurrent.Callable;

/** This process's own network. */
final class Here implements Place {
    @Override
    public <T> T call(Callable<T> task) throws Exception {
        return task.call();
    }

    @Override
    public PacketSender sender(Ip source, Duration limit) {
        throw new UnsupportedOperationException();
    }
}
