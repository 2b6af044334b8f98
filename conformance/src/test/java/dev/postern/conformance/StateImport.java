package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.Ec2Resource;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.network.NetworkCompiler;
import dev.postern.storage.SqliteLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Terraform keeps of what it made, imported as a cloud of its own. */
final class StateImport {
    private static final List<Class<? extends Ec2Resource>> KINDS = List.of(
            Vpc.class,
            Subnet.class,
            DhcpOptions.class,
            InternetGateway.class,
            EgressOnlyInternetGateway.class,
            RouteTable.class,
            SecurityGroup.class,
            NetworkAcl.class,
            ManagedPrefixList.class,
            NatGateway.class,
            Address.class,
            VpcEndpoint.class,
            VpcPeeringConnection.class);

    /** What no state says: MAC addresses, ids of what is inside other things, times, and whether a policy is the one of the start. */
    private static final Pattern UNSAID = Pattern.compile("(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"
            + "|\\b(?:rtbassoc|sgr|aclassoc|vpc-cidr-assoc)-[0-9a-f]{17}"
            + "|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z"
            + "|policyDocument=.*?, reach=");

    private StateImport() {}

    /**
     * The network that Terraform made and the one that is imported are the same.
     *
     * @param from a state, or a directory with states
     * @return what the import said
     */
    static String isTheSameNetwork(TestingCloud cloud, Path directory, Path from) {
        Path data = directory.resolve("imported");
        String said = ChildJvm.run(
                        Map.of(),
                        directory,
                        "dev.postern.server.Main",
                        "import",
                        from.toString(),
                        "--data",
                        data.toString(),
                        "--paper")
                .succeeded();
        Snapshot imported = snapshot(data);
        Snapshot made = made(snapshot(cloud.data()));
        assertThat(resources(imported)).as(said).isNotEmpty().isEqualTo(resources(made));
        assertThat(intent(imported)).as(said).isEqualTo(intent(made));
        return said;
    }

    /** What the ledger of a data directory says. */
    static Snapshot snapshot(Path data) {
        try (SqliteLedger ledger = new SqliteLedger(data.resolve("ledger.db"))) {
            return ledger.load();
        }
    }

    /** Flow logs are not taken over: nothing is counted. */
    private static Snapshot made(Snapshot snapshot) {
        Change.Builder change = Change.builder();
        snapshot.all(FlowLog.class).stream().forEach(change::remove);
        return snapshot.apply(snapshot.sequence() + 1, change.build());
    }

    /** Each with what it has, in no order; those of default VPCs are not Terraform's. */
    private static List<String> resources(Snapshot snapshot) {
        List<String> defaults = snapshot.all(Vpc.class).stream()
                .filter(Vpc::isDefault)
                .map(Vpc::key)
                .toList();
        return KINDS.stream()
                .flatMap(kind -> snapshot.all(kind).stream())
                .map(Object::toString)
                .filter(text -> defaults.stream().noneMatch(text::contains))
                .map(text -> words(UNSAID.matcher(text).replaceAll("")))
                .sorted()
                .toList();
    }

    private static String words(String text) {
        return Stream.of(text.split("[\\[\\], ]+")).sorted().collect(Collectors.joining(" "));
    }

    /** What is done for instances, line by line. */
    private static List<String> intent(Snapshot snapshot) {
        return NetworkCompiler.compile(snapshot)
                .print()
                .lines()
                .map(line -> words(UNSAID.matcher(line).replaceAll("")))
                .sorted()
                .toList();
    }
}
