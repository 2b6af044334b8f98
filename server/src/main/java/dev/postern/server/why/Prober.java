package dev.postern.server.why;

import dev.postern.compute.RuncDriver;
import dev.postern.dataplane.InspectionNodes;
import dev.postern.dataplane.PacketSender;
import dev.postern.dataplane.Place;
import dev.postern.dataplane.Places;
import dev.postern.dataplane.Reconciler;
import dev.postern.explain.Probe;
import dev.postern.model.ec2.InstanceId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sends what was asked about for real, in the namespaces of the instances and of the internet's side, and looks what happens. */
public final class Prober {
    /** What is being changed just now is not in the kernel yet. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);
    private static final int TRIES = 3;

    private static final int DNS = 53;
    private static final int NTP = 123;

    private final Why why;
    private final Reconciler network;
    private final Places places;
    private final RuncDriver instances;
    private final Appliances appliances;

    /**
     * One for a cloud.
     *
     * @param nodes where appliances are spoken to
     */
    public Prober(Why why, Reconciler network, Places places, InspectionNodes nodes, RuncDriver instances) {
        this.why = why;
        this.network = network;
        this.places = places;
        this.instances = instances;
        this.appliances = new Appliances(nodes, network::intent);
    }

    /**
     * Foretells, and sends it. If they differ while the cloud changes, it is tried again: only one and the same state can be
     * compared. Takes at most about a minute.
     */
    public Seen foretellAndSend(Asked asked) {
        Answer answer = why.answer(asked);
        for (int tries = 1; ; tries++) {
            boolean settled = settled(answer.sequence());
            Probe probe = send(answer);
            Answer after = why.answer(asked);
            boolean agreed = probe.agrees(answer.explanation()).orElse(true);
            boolean same = settled && after.sequence() == answer.sequence();
            if (agreed || same || tries == TRIES) {
                return agreed || same ? new Seen(answer.explanation(), Optional.of(probe)) : unsettled(after);
            }
            answer = after;
        }
    }

    private static Seen unsettled(Answer answer) {
        return new Seen(
                answer.explanation(),
                Optional.of(
                        Probe.notSent(
                                "the cloud changes all the time or its network is behind (./postern status), so nothing can be compared")));
    }

    private boolean settled(long sequence) {
        try {
            return network.awaitApplied(sequence, SETTLED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Probe send(Answer answer) {
        try {
            List<Appliances.Counts> before = appliances.count(answer.passages());
            return appliances.told(send(answer.sending()), answer.passages(), before);
        } catch (IOException e) {
            return Probe.notSent("it cannot be sent from there: " + e.getMessage());
        }
    }

    private Probe send(Sending sending) throws IOException {
        return switch (sending) {
            case Sending.Nothing(String because) -> Probe.notSent(because);
            case Sending.OfPacket packet -> packet(packet);
            case Sending.OfRequest(InstanceId from, String what, String script) ->
                RequestOutcome.of(what, instances.shell(from, script, REQUEST_LIMIT), REQUEST_LIMIT);
        };
    }

    private Probe packet(Sending.OfPacket packet) throws IOException {
        Place from = packet.from().isPresent() ? places.instance(packet.from().get()) : places.internet();
        PacketSender sender = from.sender(packet.source(), PATIENCE);
        String where = packet.from().map(InstanceId::value).orElse("the internet");
        String to = packet.destination() + (packet.port() == 0 ? "" : ":" + packet.port());
        return switch (packet.protocol().toString()) {
            case "tcp" ->
                of(
                        "a connection from " + where + " to " + to,
                        sender.connect(packet.destination(), packet.port()),
                        true);
            case "udp" ->
                of(
                        "a datagram from " + where + " to " + to,
                        sender.send(packet.destination(), packet.port(), content(packet.port())),
                        packet.answered());
            default -> of("an echo request from " + where + " to " + to, sender.echo(packet.destination()), true);
        };
    }

    private static Probe of(String sent, PacketSender.Answer answer, boolean silenceIsNo) {
        return switch (answer) {
            case ANSWERED -> new Probe(Probe.Seen.ALLOWED, sent, "it was answered");
            case REFUSED -> new Probe(Probe.Seen.ALLOWED, sent, "it arrived, and nobody listens there");
            case UNREACHABLE -> new Probe(Probe.Seen.DENIED, sent, "it is unreachable");
            case SILENCE ->
                silenceIsNo
                        ? new Probe(Probe.Seen.DENIED, sent, "no answer within " + PATIENCE.toSeconds() + " s")
                        : new Probe(
                                Probe.Seen.UNCLEAR,
                                sent,
                                "no answer within " + PATIENCE.toSeconds()
                                        + " s, but who gets a datagram need not answer");
        };
    }

    /** What a resolver and a clock answer; anybody else gets one byte. */
    private static byte[] content(int port) {
        return switch (port) {
            // A question for the address of the root, which every resolver answers somehow.
            case DNS -> new byte[] {0x50, 0x6f, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1};
            case NTP -> {
                byte[] ask = new byte[48];
                ask[0] = 0x23; // version 4, a client
                yield ask;
            }
            default -> new byte[1];
        };
    }
}
