package dev.postern.cli;

import java.util.List;

/** How a person on the internet side reaches the cloud's public addresses: through the API port, by HTTP CONNECT. */
public final class InternetSide {
    private InternetSide() {}

    /** The ProxyCommand for ssh. */
    public static String proxyCommand(int port) {
        return "nc -X connect -x 127.0.0.1:" + port + " %h %p";
    }

    static List<String> ssh(int port) {
        return List.of("ssh", "-F", "none", "-o", "ProxyCommand=" + proxyCommand(port));
    }
}
