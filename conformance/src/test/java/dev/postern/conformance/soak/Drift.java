package dev.postern.conformance.soak;

import dev.postern.conformance.Finished;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Somebody changes the network behind the server's back. What the kernel holds must become again what it was. */
final class Drift implements Disturbance {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Kind kind;
    private final Router router;
    private final Map<String, Long> right;

    /** What is changed, in the router's namespace. */
    enum Kind {
        RULES_FLUSHED("nft flush ruleset"),
        CHAIN_FLUSHED("nft flush chain ip postern forward"),
        RULE_INSERTED("nft insert rule ip postern forward accept"),
        ROUTES_FLUSHED("ip route flush table 100"),
        ROUTE_DELETED("ip route del $(ip route show table 100 | grep -v local | head -1 | cut -d' ' -f1) table 100"),
        TABLE_CHOICE_DELETED("ip rule del pref 100"),
        TABLE_CHOICE_ADDED("ip rule add pref 5 blackhole"),
        NEIGHBOURS_FLUSHED("ip neigh flush nud permanent"),
        LINK_DOWN("ip link set dev $(ip -br link | grep -o '^e[0-9a-f]*' | head -1) down"),
        LINK_DELETED("ip link delete dev $(ip -br link | grep -o '^e[0-9a-f]*' | tail -1)"),
        FORWARDING_OFF("echo 0 >/proc/sys/net/ipv4/ip_forward"),
        UNPINNED("");

        private final String command;

        Kind(String command) {
            this.command = command;
        }
    }

    /**
     * One kind of it.
     *
     * @param right what the kernel holds when nothing is wrong
     */
    Drift(Kind kind, Router router, Map<String, Long> right) {
        this.kind = kind;
        this.router = router;
        this.right = right;
    }

    @Override
    public String name() {
        return "drift " + kind;
    }

    @Override
    public boolean disturbsPackets() {
        return true;
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public void inflict(Random random) {
        Finished done = kind == Kind.UNPINNED
                ? Finished.run(
                        Map.of(),
                        router.directory(),
                        "umount",
                        "-l",
                        router.pin().toString())
                : router.shell(kind.command);
        done.succeeded();
    }

    @Override
    public Optional<String> damage() {
        Map<String, Long> actual = router.configuration();
        return right.equals(actual) ? Optional.empty() : Optional.of(difference(actual));
    }

    private String difference(Map<String, Long> actual) {
        StringBuilder text = new StringBuilder();
        right.forEach((line, count) -> {
            if (!count.equals(actual.get(line))) {
                text.append(" -").append(line);
            }
        });
        actual.forEach((line, count) -> {
            if (!count.equals(right.get(line))) {
                text.append(" +").append(line);
            }
        });
        return text.toString();
    }
}
