package dev.postern.conformance.soak;

import dev.postern.conformance.ServerProcess;
import dev.postern.conformance.TestingCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** {@code kill -9}, and another start. Packets do not need the server. */
record KilledServer(TestingCloud cloud, AtomicReference<ServerProcess> server) implements Disturbance {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "kill -9 of the server";
    }

    @Override
    public boolean disturbsPackets() {
        return false;
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public void inflict(Random random) throws InterruptedException, IOException {
        server.get().kill();
        server.set(ServerProcess.start(cloud));
    }

    @Override
    public Optional<String> damage() {
        return Optional.empty();
    }
}
