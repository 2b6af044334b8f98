package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.Link;
import dev.postern.dataplane.namespaces.NamespaceName;
import dev.postern.dataplane.namespaces.News;
import dev.postern.linux.Netlink;
import dev.postern.linux.NetlinkEvents;
import dev.postern.linux.NetlinkEvents.Event;
import dev.postern.linux.NetlinkMessage;
import dev.postern.model.net.Mac;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Listens to what the kernel tells of our namespaces: numbers as in {@code linux/rtnetlink.h} and {@code linux/netconf.h}. What this
 * process did itself is left out as far as it can be told apart: by the number of a transaction, and by those of the sockets that it used.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Watch.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int NEW_LINK = 16;
    private static final int DELETE_LINK = 17;
    private static final int NEW_ADDRESS = 20;
    private static final int DELETE_ADDRESS = 21;
    private static final int NEW_ROUTE = 24;
    private static final int DELETE_ROUTE = 25;
    private static final int NEW_SETTING = 80;
    private static final int IFF_UP = 1;
    private static final int MAC_BYTES = 6;
    private static final int ALL_LINKS = -1;

    private final NetlinkEvents events;
    private final Thread thread;
    private final Object lock = new Object();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, Integer> transactions = new HashMap<>();
    private final Set<Integer> ownSenders = new HashSet<>();
    private int lastNumber;
    private boolean unread;
    private boolean closed;

    private Watch(NetlinkEvents events, Runnable alarm) {
        this.events = events;
        this.thread = Thread.ofPlatform().name("watch").daemon().unstarted(() -> run(alarm));
    }

    /**
     * Begins to listen.
     *
     * @param alarm called when there may be news
     */
    static Watch open(Runnable alarm) throws IOException {
        Watch watch = new Watch(NetlinkEvents.open(), alarm);
        watch.thread.start();
        return watch;
    }

    /** Listens to this namespace as well. */
    void add(String namespace, Path pin) {
        synchronized (lock) {
            try {
                int number = ++lastNumber;
                events.listen(pin, number);
                names.put(number, namespace);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "changes in " + namespace + " are noticed late", e);
            }
        }
    }

    void remove(String namespace) {
        synchronized (lock) {
            names.values().removeIf(namespace::equals);
            transactions.remove(namespace);
        }
    }

    /** A socket of this process, by its number: what is changed by it is not news. */
    void ownSender(int number) {
        synchronized (lock) {
            ownSenders.add(number);
        }
    }

    /** The number that this process's next transaction will have in a namespace. */
    void ownTransaction(String namespace, int number) {
        synchronized (lock) {
            transactions.put(namespace, number);
        }
    }

    /** All since the last call. */
    List<News> news() {
        synchronized (lock) {
            List<News> news = new ArrayList<>();
            try {
                if (!closed && !events.read(Watch::headerBytes, event -> take(event, news))) {
                    LOG.log(Level.WARNING, "the kernel had more to tell than could be heard");
                    names.values().forEach(namespace -> news.add(new News.Unknown(namespace)));
                }
            } catch (IOException e) {
                LOG.log(Level.ERROR, "the kernel's news cannot be read", e);
            }
            ownSenders.clear();
            unread = false;
            lock.notifyAll();
            return news;
        }
    }

    private void run(Runnable alarm) {
        try {
            while (!closed) {
                if (!events.await(PATIENCE)) {
                    continue;
                }
                synchronized (lock) {
                    // What was read meanwhile needs no alarm.
                    if (!closed && events.await(Duration.ZERO)) {
                        unread = true;
                        alarm.run();
                        while (unread && !closed) {
                            lock.wait();
                        }
                    }
                }
            }
            events.close();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "changes of the network are noticed late from now on", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int headerBytes(int type) {
        return switch (type) {
            case NEW_LINK, DELETE_LINK -> 16;
            case NEW_ADDRESS, DELETE_ADDRESS -> 8;
            case NEW_SETTING, NEW_SETTING + 1 -> 4;
            default -> type > 0xff ? 4 : 12;
        };
    }

    private void take(Event event, List<News> news) {
        String namespace = names.get(event.namespace());
        if (namespace == null) {
            return;
        }
        News told = event.protocol() == Netlink.NETFILTER ? transaction(namespace, event) : change(namespace, event);
        if (told != null) {
            news.add(told);
        }
    }

    /** The attribute is in network order. */
    private @Nullable News transaction(String namespace, Event event) {
        int number = event.message().attributes().number(1).orElse(0);
        int ordered = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
        boolean ours = isInstance(namespace) || transactions.getOrDefault(namespace, 0) == ordered;
        return ours ? null : new News.Changed(namespace);
    }

    private @Nullable News change(String namespace, Event event) {
        NetlinkMessage message = event.message();
        return switch (message.type()) {
            case NEW_LINK, DELETE_LINK -> link(namespace, message);
            case NEW_ADDRESS, DELETE_ADDRESS -> address(namespace, message);
            case NEW_SETTING -> setting(namespace, message);
            case NEW_SETTING + 1 -> null;
            // The kernel's own routes follow from addresses and links.
            case NEW_ROUTE, DELETE_ROUTE ->
                event.sender() == 0 || ownSenders.contains(event.sender()) ? null : new News.Changed(namespace);
            default -> ownSenders.contains(event.sender()) ? null : new News.Changed(namespace);
        };
    }

    private static @Nullable News link(String namespace, NetlinkMessage message) {
        String name = message.attributes().text(3).orElse("");
        byte[] mac = message.attributes().bytes(1).orElse(new byte[0]);
        if (message.header(0) != 0 || mac.length != MAC_BYTES) {
            return null; // of a bridge, or something that is none of ours
        }
        boolean up = (message.headerInt(8) & IFF_UP) != 0;
        if (name.equals("lo")) {
            return up ? null : new News.Changed(namespace);
        }
        return message.type() == DELETE_LINK
                ? new News.LinkGone(namespace, name)
                : new News.LinkIs(
                        namespace,
                        new Link(
                                name,
                                new Mac(HexFormat.ofDelimiter(":").formatHex(mac)),
                                message.attributes().number(4).orElse(0),
                                up));
    }

    private static @Nullable News address(String namespace, NetlinkMessage message) {
        return StateReader.local(message)
                .filter(ip -> !StateReader.isKernels(ip))
                .map(ip -> new News.AddressIs(namespace, ip, message.type() == NEW_ADDRESS))
                .orElse(null);
    }

    /** Forwarding, the reverse path filter and answering for others: what a router cannot do without. */
    private static @Nullable News setting(String namespace, NetlinkMessage message) {
        if (isInstance(namespace)) {
            return null;
        }
        boolean all = message.attributes().number(1).orElse(0) == ALL_LINKS;
        boolean internet = namespace.equals(NamespaceName.INTERNET);
        boolean forwards = message.attributes().number(2).orElse(1) != 0;
        int filter = message.attributes().number(3).orElse(internet ? 1 : 0);
        boolean answers = message.attributes().number(5).orElse(1) != 0;
        boolean asItMustBe =
                forwards && (internet ? !all || filter == 1 : filter == 0) && (answers || !all || internet);
        return asItMustBe ? null : new News.Changed(namespace);
    }

    private static boolean isInstance(String namespace) {
        return NamespaceName.instance(namespace).isPresent();
    }

    /** Stops listening, within a second. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }
}
