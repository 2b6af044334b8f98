package dev.postern.services.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.services.ec2.Ec2Service;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.ec2.flowlogs.FlowLogDelivery;
import dev.postern.wire.protocol.Operation;
import dev.postern.wire.protocol.OperationTable;
import dev.postern.wire.protocol.ServiceModel;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.utils.builder.Buildable;

/** Every operation of EC2 that is served is judged by what AWS publishes about its action. */
final class Ec2AuthorizationTest {
    /** Names of members that may name a resource. */
    private static final Pattern NAMING = Pattern.compile(
            "(.*\\.)?(\\w*Ids?|Resources|Groups|GroupName|SecurityGroups|KeyName|PublicIp|Source|Destination)");

    /** Parts of requests that speak of things, and act on none. */
    private static final Set<String> SPEAKING = Set.of("Filters", "IpPermissions", "TagSpecifications");

    private final TestAccount account = new TestAccount();
    private final OperationTable operations = OperationTable.of(
            Ec2Client.class,
            new Ec2Service(
                    account.cloud(),
                    new Host("x86_64", id -> Optional.empty(), id -> true, new SecureRandom()),
                    Quotas.DEFAULTS,
                    FlowLogDelivery.UNDISTURBED),
            ServiceModel.load("ec2"));

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void everyOperationHasItsRowInTheTable() {
        assertThat(operations.names())
                .hasSizeGreaterThan(150)
                .allSatisfy(name -> assertThat(Ec2Facts.EC2.find(name))
                        .hasValueSatisfying(action -> assertThat(action.name()).isEqualTo(name)));
    }

    @Test
    void everyMemberThatMayNameAResourceIsReadOrThereIsAReason() {
        Set<String> known = new TreeSet<>();
        Ec2Members.table().forEach(line -> known.add(line.substring(0, line.indexOf(' '))));
        Set<String> unknown = new TreeSet<>();
        Set<String> met = new TreeSet<>();
        for (Operation operation : all()) {
            if (!Ec2Facts.EC2.action(operation.name()).resources().isEmpty()) {
                paths(operation.newRequest(), "", 0).forEach(path -> {
                    met.add(path);
                    if (!known.contains(path) && NAMING.matcher(path).matches()) {
                        unknown.add(path + " of " + operation);
                    }
                });
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(known).isSubsetOf(met);
    }

    /** A request that says nothing still needs a permission on each type of resource that none can do without. */
    @Test
    void noPermissionIsLostWhereARequestSaysNothing() {
        for (Operation operation : all()) {
            Action action = Ec2Facts.EC2.action(operation.name());
            List<Check> checks = Ec2Resources.checks(
                    account.cloud().snapshot(), account.context(TestAccount.ROOT), operation.name(), (SdkPojo)
                            ((Buildable) operation.newRequest()).build());
            assertThat(checks).as(operation.name()).isNotEmpty();
            action.resources().forEach((type, needed) -> {
                if (needed.always() && !(operation.name().equals("RunInstances") && type.equals("subnet"))) {
                    assertThat(checks)
                            .as(operation.name())
                            .anyMatch(check -> check.resource().contains(":" + type + "/"));
                }
            });
        }
    }

    private List<Operation> all() {
        return operations.names().stream()
                .flatMap(name -> operations.find(name).stream())
                .toList();
    }

    private static Set<String> paths(SdkPojo structure, String above, int depth) {
        Set<String> paths = new TreeSet<>();
        if (depth < 4) {
            for (SdkField<?> field : structure.sdkFields()) {
                if (!SPEAKING.contains(field.memberName())) {
                    paths(field, above + field.memberName(), depth, paths);
                }
            }
        }
        return paths;
    }

    private static void paths(SdkField<?> field, String path, int depth, Set<String> paths) {
        switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> paths.addAll(paths(field.constructor().get(), path + ".", depth + 1));
            case LIST -> paths(field.getRequiredTrait(ListTrait.class).memberFieldInfo(), path, depth, paths);
            case STRING -> paths.add(path);
            default -> {}
        }
    }
}
