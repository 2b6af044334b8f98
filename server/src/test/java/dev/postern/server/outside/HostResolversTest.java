package dev.postern.server.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.VpcId;
import dev.postern.model.route53.DnsName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** A VPC that asks for very many names leaves the others some, and each question ends. */
final class HostResolversTest {
    private static final VpcId GREEDY = new VpcId("vpc-00000000000000001");
    private static final VpcId OTHER = new VpcId("vpc-00000000000000002");

    @Test
    void oneVpcDoesNotTakeAllPlaces() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            HostResolvers resolvers = new HostResolvers(
                    () -> List.of(new InetSocketAddress(silent.getLocalAddress(), silent.getLocalPort())));
            List<CompletableFuture<Optional<Message>>> waiting = new ArrayList<>();
            while (waiting.size() <= 256) {
                CompletableFuture<Optional<Message>> one = ask(resolvers, GREEDY, waiting.size());
                if (one.isDone()) {
                    break;
                }
                waiting.add(one);
            }
            assertThat(waiting).hasSize(128);
            CompletableFuture<Optional<Message>> question = ask(resolvers, OTHER, 1000);
            assertThat(question).isNotDone();
            answer(silent, "n1000.example.");
            assertThat(question.join()).isPresent();
            // Nobody answers these in time: their places come back.
            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();
            assertThat(ask(resolvers, GREEDY, 0)).isNotDone();
        }
    }

    @Test
    void whereTheyCannotBeAskedNobodyAnswersAndThePlaceComesBack() throws Exception {
        HostResolvers resolvers = new HostResolvers(() -> {
            throw new UncheckedIOException(new IOException("no descriptor is left"));
        });
        for (int i = 0; i < 1000; i++) {
            assertThat(ask(resolvers, GREEDY, i)).isCompletedWithValue(Optional.empty());
        }
        assertThat(resolvers.of(GREEDY).address(DnsName.parse("example.com").orElseThrow()))
                .isEmpty();
    }

    private static CompletableFuture<Optional<Message>> ask(HostResolvers resolvers, VpcId vpc, int number)
            throws Exception {
        return resolvers
                .of(vpc)
                .ask(Name.fromString("n" + number + ".example."), Type.A)
                .toCompletableFuture();
    }

    /** Answers one of the questions that have come. */
    private static void answer(DatagramSocket socket, String name) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        while (true) {
            socket.receive(packet);
            Message question = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
            if (question.getQuestion().getName().toString().equals(name)) {
                question.getHeader().setFlag(Flags.QR);
                byte[] wire = question.toWire();
                socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                return;
            }
        }
    }
}
