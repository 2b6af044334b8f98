package dev.postern.bench;

import java.util.List;

/**
 * The peer's topology: a client and a server namespace, each joined by a veth pair to a router namespace that only
 * forwards. No rules, no policy: what the kernel does when nobody asks anything of it.
 *
 * @param prefix of the namespaces' names, unique on this machine
 */
record PlainNamespaces(String prefix) implements AutoCloseable {
    static final String SERVER_IP = "10.1.2.2";
    static final String ROUTER_SERVICE_IP = "198.18.0.10";

    static PlainNamespaces create() {
        PlainNamespaces plain =
                new PlainNamespaces("pbench" + ProcessHandle.current().pid());
        for (String role : List.of("client", "router", "server")) {
            Shell.run("ip", "netns", "add", plain.name(role));
            Shell.run("ip", "-n", plain.name(role), "link", "set", "lo", "up");
        }
        plain.join("client", "10.1.1");
        plain.join("server", "10.1.2");
        plain.in("router", "sysctl", "-qw", "net.ipv4.ip_forward=1");
        plain.in("router", "ip", "address", "add", ROUTER_SERVICE_IP + "/32", "dev", "lo");
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
        List<String> words = new java.util.ArrayList<>(inside(role));
        words.addAll(List.of(command));
        Shell.run(words);
    }

    private String name(String role) {
        return prefix + role;
    }

    @Override
    public void close() {
        for (String role : List.of("client", "router", "server")) {
            Shell.run("ip", "netns", "delete", name(role));
        }
    }
}
