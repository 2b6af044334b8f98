package dev.postern.conformance.soak;

import dev.postern.conformance.Acknowledgements;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** What the cloud says that there is, in the words of the {@link Acknowledgements}. */
final class Inventory {
    private Inventory() {}

    static Map<String, String> of(Api api) {
        Map<String, String> found = new TreeMap<>();
        for (var vpc : api.ec2().describeVpcs().vpcs()) {
            found.put("vpc " + vpc.vpcId(), Acknowledgements.PRESENT);
            found.put("tag " + vpc.vpcId() + " round", NetworkChurn.round(vpc.tags()));
        }
        api.ec2()
                .describeSubnets()
                .subnets()
                .forEach(subnet -> found.put("subnet " + subnet.subnetId(), Acknowledgements.PRESENT));
        api.ec2()
                .describeSecurityGroups()
                .securityGroups()
                .forEach(group -> found.put("group " + group.groupId(), Acknowledgements.PRESENT));
        api.ec2().describeSecurityGroupRules(all -> {}).securityGroupRules().stream()
                .filter(rule -> !rule.isEgress())
                .forEach(rule -> found.put("rule " + rule.groupId() + " " + rule.fromPort(), Acknowledgements.PRESENT));
        api.ec2().describeVpcEndpoints().vpcEndpoints().stream()
                .filter(endpoint -> endpoint.stateAsString().equalsIgnoreCase("available"))
                .forEach(endpoint -> found.put("endpoint " + endpoint.vpcEndpointId(), Acknowledgements.PRESENT));
        api.ec2().describeInstances().reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .filter(instance -> instance.state().name() != InstanceStateName.TERMINATED
                        && instance.state().name() != InstanceStateName.SHUTTING_DOWN)
                .forEach(instance -> found.put("instance " + instance.instanceId(), Acknowledgements.PRESENT));
        api.s3()
                .listObjectsV2Paginator(list -> list.bucket(ObjectWriter.BUCKET))
                .contents()
                .forEach(object -> found.put(
                        "object " + object.key(),
                        ObjectWriter.digest(api.s3()
                                .getObjectAsBytes(
                                        get -> get.bucket(ObjectWriter.BUCKET).key(object.key()))
                                .asByteArray())));
        return found;
    }
}
