package dev.postern.server.http;

import dev.postern.wire.http.HttpResponse;
import java.util.OptionalInt;

/**
 * A response, and how far its packets travel.
 *
 * @param hopLimit the IP time-to-live of the response, if it is not the system's own
 */
public record Answer(HttpResponse response, OptionalInt hopLimit) {
    public static Answer of(HttpResponse response) {
        return new Answer(response, OptionalInt.empty());
    }
}
