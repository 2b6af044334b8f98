package dev.postern.server.http;

import dev.postern.model.net.Ip;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/** With which certificate a listener speaks TLS. */
@FunctionalInterface
public interface Certificates {
    /**
     * The one for a client; it may have to be made first, so this may take a while.
     *
     * @param host that the client asks for (SNI)
     * @param local the address that it connected to
     */
    SslContext context(Optional<String> host, Ip local);
}
