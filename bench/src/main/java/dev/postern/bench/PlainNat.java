package dev.postern.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The peer of a NAT gateway: the same namespaces in a row, client, router, NAT, router, internet, router, server, which only forward, and
 * one rule in the NAT's: masquerade.
 *
 * @param prefix of the namespaces' names, unique on this machine
 */
record PlainNat(String prefix) implements AutoCloseable {
    static final String SERVER_IP = "10.1.2.2";
    private static final List<String> ROLES = List.of("client", "router", "nat", "internet", "server");
    private static final String BY_NAT = "101";
    private static final String BY_INTERNET = "102";

    private static final String TRACKING = """
            table ip groups {
              chain zones {
                type filter hook prerouting priority raw;
                iifname client ct zone set 1 accept
                iifname server ct zone set 2 accept
                iifname nat ip daddr 10.1.1.0/24 ct zone set 1 accept
                iifname internet ip daddr 10.1.2.0/24 ct zone set 2 accept
                notrack
              }
              chain forward {
                type filter hook forward priority filter; policy drop;
                ct state { established, related, new, untracked } accept
              }
            }
            """;

    /** One whose router tracks connections of client and server as well, as it must for security groups, and refuses none. */
    static PlainNat tracking() {
        PlainNat plain = create("tnat");
        plain.in("router", "nft", TRACKING);
        return plain;
    }

    static PlainNat create() {
        return create("pnat");
    }

    private static PlainNat create(String kind) {
        PlainNat plain = new PlainNat(kind + ProcessHandle.current().pid());
        for (String role : ROLES) {
            Shell.run("ip", "netns", "add", plain.name(role));
            Shell.run("ip", "-n", plain.name(role), "link", "set", "lo", "up");
            plain.in(role, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.send_redirects=0");
            plain.in(role, "sysctl", "-qw", "net.ipv4.conf.default.send_redirects=0", "net.ipv4.conf.all.rp_filter=0");
            plain.in(role, "sysctl", "-qw", "net.ipv4.conf.default.rp_filter=0");
        }
        plain.join("client", "10.1.1");
        plain.join("server", "10.1.2");
        plain.join("nat", "10.1.3");
        plain.join("internet", "10.1.4");
        plain.in("router", "ip", "route", "add", "default", "via", "10.1.3.2", "table", BY_NAT);
        plain.in("router", "ip", "route", "add", "default", "via", "10.1.4.2", "table", BY_INTERNET);
        plain.in("router", "ip", "rule", "add", "pref", "100", "to", "10.1.1.0/24", "lookup", "main");
        plain.in("router", "ip", "rule", "add", "pref", "200", "iif", "client", "lookup", BY_NAT);
        plain.in("router", "ip", "rule", "add", "pref", "201", "iif", "nat", "lookup", BY_INTERNET);
        plain.in("router", "ip", "rule", "add", "pref", "202", "iif", "server", "lookup", BY_INTERNET);
        plain.in("nat", "nft", "add table ip nat");
        plain.in("nat", "nft", "add chain ip nat out { type nat hook postrouting priority srcnat; }");
        plain.in("nat", "nft", "add rule ip nat out masquerade");
        return plain;
    }

    List<String> inside(String role) {
        return List.of("nsenter", "--net=/run/netns/" + name(role));
    }

    private void join(String role, String network) {
        String router = name("router");
        Shell.run("ip", "-n", router, "link", "add", role, "type", "veth", "peer", "name", "ens5", "netns", name(role));
        Shell.run("ip", "-n", router, "address", "add", network + ".1/24", "dev", role);
        Shell.run("ip", "-n", router, "link", "set", role, "up");
        Shell.run("ip", "-n", name(role), "address", "add", network + ".2/24", "dev", "ens5");
        Shell.run("ip", "-n", name(role), "link", "set", "ens5", "up");
        Shell.run("ip", "-n", name(role), "route", "add", "default", "via", network + ".1");
    }

    private void in(String role, String... command) {
        List<String> words = new ArrayList<>(inside(role));
        words.addAll(List.of(command));
        Shell.run(words);
    }

    private String name(String role) {
        return prefix + role;
    }

    @Override
    public void close() {
        for (String role : ROLES) {
            Shell.run("ip", "netns", "delete", name(role));
        }
    }
}
