package dev.postern.server.flowlogs;

import dev.postern.dataplane.Flow;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.NetworkInterfaceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is gathered for a flow log until it becomes a file: one record for each flow. */
final class Window {
    /** How many flows one holds: instances begin as many as they like. What is beyond is said to be missing. */
    static final int FLOWS_MAX = 200_000;

    private static final Comparator<Map.Entry<Flow, Tally>> ORDER =
            Comparator.<Map.Entry<Flow, Tally>, Instant>comparing(
                            entry -> entry.getValue().first())
                    .thenComparing(entry -> entry.getKey().toString());

    private final FlowLog log;
    private final Instant start;
    private final Instant end;
    private final Map<Flow, Tally> flows = new HashMap<>();
    private final TreeMap<NetworkInterfaceId, Seat> seats = new TreeMap<>();
    private boolean skipped;

    private Window(FlowLog log, Instant start, Instant end) {
        this.log = log;
        this.start = start;
        this.end = end;
    }

    /** One that ends with the flow log's interval; those of a clock begin with its minutes. */
    static Window from(FlowLog log, Instant start) {
        long interval = log.aggregation().seconds();
        long next = (start.getEpochSecond() / interval + 1) * interval;
        return new Window(log, Instant.ofEpochSecond(start.getEpochSecond()), Instant.ofEpochSecond(next));
    }

    /** The one that follows. */
    Window next() {
        return from(log, end);
    }

    FlowLog log() {
        return log;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(end);
    }

    /** Notes an interface that is there: if there is no flow of it, a line says so. */
    void watch(Seat seat) {
        if (log.watched().includes(seat.eni())) {
            seats.putIfAbsent(seat.eni().id(), seat);
        }
    }

    /** Adds to a flow, if the flow log is for it. */
    void add(Seat seat, Flow flow, Tally tally) {
        if (!log.watched().includes(seat.eni()) || !wants(flow)) {
            return;
        }
        seats.put(seat.eni().id(), seat);
        if (flows.size() < FLOWS_MAX || flows.containsKey(flow)) {
            flows.merge(flow, tally, Tally::plus);
        } else {
            skip();
        }
    }

    private boolean wants(Flow flow) {
        return switch (log.trafficType()) {
            case ALL -> true;
            case ACCEPT -> flow.accepted();
            case REJECT -> !flow.accepted();
        };
    }

    /** There may have been packets that nobody counted. */
    void skip() {
        skipped = true;
    }

    /** All lines but the header, by time. */
    List<String> lines(Instant now) {
        Lines rendering = new Lines(log);
        List<String> lines = new ArrayList<>();
        flows.entrySet().stream()
                .sorted(ORDER)
                .forEach(entry -> lines.add(rendering.of(
                        Objects.requireNonNull(seats.get(entry.getKey().eni())), entry.getKey(), entry.getValue())));
        Set<NetworkInterfaceId> heard = flows.keySet().stream().map(Flow::eni).collect(Collectors.toSet());
        Instant until = now.isBefore(end) ? now : end;
        for (Seat seat : seats.values()) {
            if (skipped) {
                lines.add(rendering.of(seat, Lines.Gap.SKIPDATA, start, until));
            } else if (!heard.contains(seat.eni().id())) {
                lines.add(rendering.of(seat, Lines.Gap.NODATA, start, until));
            }
        }
        return lines;
    }
}
