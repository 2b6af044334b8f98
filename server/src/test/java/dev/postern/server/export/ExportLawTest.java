package dev.postern.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.net.Family;
import dev.postern.testkit.RandomTopology;
import dev.postern.testkit.Seeds;
import dev.postern.testkit.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported of random networks holds, and speaks for whom and for what is not asked. */
final class ExportLawTest {
    @TempDir
    private Path directory = Path.of("");

    private PaperServer server(Snapshot snapshot) {
        try {
            return new PaperServer(directory, snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(PaperServer server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A random network in which each instance has another one beside it with the same groups. */
    private static Snapshot network(Random random) {
        Topology cloud = RandomTopology.of(random);
        List<NetworkInterface> all = cloud.snapshot().all(NetworkInterface.class).stream()
                .filter(eni -> eni.attachment().isPresent() && eni.primaryIpv4().isPresent())
                .toList();
        for (NetworkInterface eni : all) {
            cloud.instance(
                    eni.subnetId(),
                    eni.primaryIp().plus(90).toString(),
                    eni.groups().toArray(SecurityGroupId[]::new));
        }
        return cloud.snapshot();
    }

    @Test
    void whatIsExportedHolds() {
        Seeds.each(20, random -> {
            PaperServer server = server(network(random));
            String file = server.exported();
            assertThat(server.exported()).isEqualTo(file);
            assertThat(server.broken(file)).isEmpty();
            close(server);
        });
    }

    @Test
    void oneOfAClassSpeaksForAll() {
        Map<Boolean, Integer> seen = new TreeMap<>();
        Seeds.each(40, random -> {
            Snapshot snapshot = network(random);
            PaperServer server = server(snapshot);
            List<InstanceClass> classes = InstanceClass.all(snapshot);
            for (InstanceClass one : classes) {
                InstanceClass.Member other = one.members().getLast();
                seen.merge(one.members().size() > 1, 1, Integer::sum);
                String first = one.first().instance().id().value();
                String word = other.instance().id().value();
                for (InstanceClass far : classes) {
                    InstanceClass.Member whom = far.members().getLast();
                    int port = 1 + random.nextInt(10_000);
                    String address = whom.addresses().getFirst().address().toString();
                    String what = (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
                    if (!far.equals(one)) {
                        assertThat(server.allowed(word, what))
                                .as(word + " as " + first + " to " + what)
                                .isEqualTo(server.allowed(first, what));
                        String asker = whom.instance().id().value();
                        assertThat(server.allowed(asker, word + ":" + port))
                                .as(asker + " to " + word + " as " + first)
                                .isEqualTo(server.allowed(asker, first + ":" + port));
                    }
                }
                assertThat(server.allowed("internet", word + ":443"))
                        .as("internet to " + word + " as " + first)
                        .isEqualTo(server.allowed("internet", first + ":443"));
            }
            close(server);
        });
        assertThat(seen.getOrDefault(true, 0)).as("classes of several").isGreaterThan(50);
    }

    @Test
    void onAPortThatIsNotAskedItIsAsOnOneThatIs() {
        Seeds.each(40, random -> {
            Snapshot snapshot = network(random);
            PaperServer server = server(snapshot);
            Ports ports = new Ports(snapshot);
            List<InstanceClass> classes = InstanceClass.all(snapshot);
            InstanceClass from = any(random, classes);
            InstanceClass to = any(random, classes);
            Face.Seen address = to.first().addresses().getFirst();
            if (!from.equals(to) && address.face().family() == Family.IPV4) {
                List<String> asked = ports.between(Optional.of(from.first().primary()), address.eni(), Family.IPV4);
                String asker = from.first().instance().id().value();
                for (int i = 0; i < 20; i++) {
                    int port = 1 + random.nextInt(65_535);
                    boolean allowed = server.allowed(asker, address.address() + ":" + port);
                    assertThat(asked)
                            .as(asker + " to " + address.address() + ":" + port + " is " + allowed)
                            .anyMatch(one -> one.matches(":[0-9]+")
                                    && server.allowed(asker, address.address() + one) == allowed);
                }
            }
            close(server);
        });
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
