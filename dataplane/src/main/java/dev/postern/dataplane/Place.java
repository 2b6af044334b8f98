package dev.postern.dataplane;

import dev.postern.model.net.Ip;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Somewhere in a network where sockets can be: an instance, a VPC's router, the internet's side. */
public interface Place {
    /**
     * Runs a task inside. Sockets that it opens stay there wherever they are used later. It starts no thread and no program, which
     * would stay there, too.
     */
    <T> T call(Callable<T> task) throws Exception;

    /**
     * Who sends packets from here.
     *
     * @param source the address to send from; it must be one that the place has
     * @param limit how long an answer is waited for
     */
    PacketSender sender(Ip source, Duration limit);
}
