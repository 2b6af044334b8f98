package dev.postern.server.outside;

import dev.postern.guest.dns.DnsNames;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.route53.DnsName;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;

/**
 * The resolvers of the host, as {@code /etc/resolv.conf} names them now: they are asked for names that nobody in the cloud knows. Questions
 * wait without a thread; there is a bound for them, of which each VPC has its share, and the cloud itself one, and each ends in time.
 */
public final class HostResolvers {
    private static final Logger LOG = System.getLogger(HostResolvers.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int SERVERS_MAX = 3;
    private static final int ASKED_MAX = 256;

    private final Supplier<List<InetSocketAddress>> servers;
    private final Shares<Optional<VpcId>> asked = new Shares<>(ASKED_MAX);

    /** Those of this host. */
    public HostResolvers() {
        this(HostResolvers::ofHost);
    }

    HostResolvers(Supplier<List<InetSocketAddress>> servers) {
        this.servers = servers;
    }

    private static List<InetSocketAddress> ofHost() {
        ResolvConfResolverConfigProvider file = new ResolvConfResolverConfigProvider();
        file.initialize();
        return file.servers().stream().limit(SERVERS_MAX).toList();
    }

    /** As one VPC asks them. */
    public Share of(VpcId vpc) {
        return new Share(Optional.of(vpc));
    }

    /** As the cloud's own services ask them, which are in no VPC. */
    public Share ofServices() {
        return new Share(Optional.empty());
    }

    /** The resolvers of the host, for one that asks. */
    public final class Share {
        private final Optional<VpcId> asker;

        private Share(Optional<VpcId> asker) {
            this.asker = asker;
        }

        /**
         * Asks, one server after another.
         *
         * @param type of records, as DNS numbers it
         * @return their answer; none if nobody gave one, or too many questions wait
         */
        public CompletionStage<Optional<Message>> ask(Name name, int type) {
            return asked.take(asker)
                    .map(place -> answer(name, type).whenComplete((_, _) -> place.leave()))
                    .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
        }

        /** The first IPv4 address of a name, as far as they know one. Waits. */
        public Optional<Ip> address(DnsName name) {
            return ask(DnsNames.name(name), Type.A)
                    .toCompletableFuture()
                    .join()
                    .flatMap(answer -> answer.getSection(Section.ANSWER).stream()
                            .filter(ARecord.class::isInstance)
                            .map(record -> Ip.of(((ARecord) record).getAddress()))
                            .findFirst());
        }
    }

    /** Also when they cannot be asked at all that is an answer: who asked waits for one, and the place comes back. */
    private CompletionStage<Optional<Message>> answer(Name name, int type) {
        return CompletableFuture.completedFuture(servers)
                .thenCompose(now -> ask(Message.newQuery(Record.newRecord(name, type, DClass.IN)), now.get()))
                .exceptionally(cause -> {
                    LOG.log(Level.DEBUG, "the resolvers of this machine cannot be asked: {0}", cause.getMessage());
                    return Optional.empty();
                });
    }

    private static CompletionStage<Optional<Message>> ask(Message query, List<InetSocketAddress> servers) {
        if (servers.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        SimpleResolver first = new SimpleResolver(servers.getFirst());
        first.setTimeout(PATIENCE);
        return first.sendAsync(query)
                .thenApply(Optional::of)
                .exceptionallyCompose(_ -> ask(query, servers.subList(1, servers.size())));
    }
}
