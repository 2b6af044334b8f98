package dev.postern.server.gateway;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Connection;
import dev.postern.server.http.Answer;
import dev.postern.server.http.HttpHandler;
import dev.postern.server.http.Peer;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The port on this machine: every service, the controls, and (asked as a proxy) the services by their public addresses. It is
 * open to the machine's programs and people, and not to the web pages that they look at.
 */
public final class HostDoor implements HttpHandler {
    /** Scripts may run, but in an origin of their own: they are foreign to the port like those of any other page. */
    private static final String SANDBOX = "sandbox allow-downloads allow-forms allow-modals allow-popups allow-scripts";

    private final Gateway gateway;
    private final String controlPrefix;
    private final Function<HttpRequest, HttpResponse> control;
    private final HostGuard guard;

    /**
     * A door.
     *
     * @param controlPrefix of the paths of {@code control}
     * @param names under which the port answers besides those that it always has
     */
    public HostDoor(
            Gateway gateway,
            String controlPrefix,
            Function<HttpRequest, HttpResponse> control,
            Set<String> names,
            CrossOrigin crossOrigin) {
        this.gateway = gateway;
        this.controlPrefix = controlPrefix;
        this.control = control;
        this.guard = new HostGuard(names, crossOrigin);
    }

    @Override
    public Answer handle(HttpRequest request, Peer peer) {
        Optional<Ip> address = HostGuard.address(request.host());
        Optional<Ip> publicAddress = address.filter(AddressPlan::isPublic);
        Sender sender = Sender.of(request, peer.secure());
        FrontDoor door = door(publicAddress, peer);
        boolean controls = door.service().isEmpty() && request.path().startsWith(controlPrefix);
        return Answer.of(guard.refusal(request, address, sender, () -> aim(request, door, controls))
                .or(() -> unreachable(publicAddress))
                .orElseGet(() -> controls ? control.apply(request) : serve(request, sender, door)));
    }

    private HostGuard.Aim aim(HttpRequest request, FrontDoor door, boolean controls) {
        if (controls) {
            return HostGuard.Aim.STATUS;
        }
        return gateway.servesObjects(request, door) ? HostGuard.Aim.OBJECTS : HostGuard.Aim.ANYTHING_ELSE;
    }

    private HttpResponse serve(HttpRequest request, Sender sender, FrontDoor door) {
        HttpResponse response = gateway.handle(request, door);
        return HostGuard.needsSandbox(request, sender)
                ? new HttpResponse(
                        response.status(),
                        response.headers().with("content-security-policy", SANDBOX),
                        response.payload())
                : response;
    }

    /** Whoever names a service's address, as a client of a proxy does, gets that service. */
    private static FrontDoor door(Optional<Ip> named, Peer peer) {
        Connection.Public connection = new Connection.Public(peer.remote(), peer.secure());
        return named.flatMap(AddressPlan::serviceAt)
                .map(service -> FrontDoor.of(connection, service))
                .orElseGet(() -> FrontDoor.toAll(connection));
    }

    private static Optional<HttpResponse> unreachable(Optional<Ip> named) {
        return named.filter(address -> AddressPlan.serviceAt(address).isEmpty())
                .map(address -> HttpResponse.of(
                        501,
                        Headers.of("content-type", "text/plain"),
                        "Through this proxy " + address + " is reached by CONNECT (curl -p).\n"));
    }
}
