package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.Records;
import dev.postern.server.imported.records.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** States of Terraform in an imported directory: all of them together become records like those of the AWS CLI. */
public final class Terraform {
    /** Data sources that compute, or tell of what all accounts have: nothing of the account's own hangs on them. */
    private static final Set<String> COMPUTED = Set.of(
            "aws_ami",
            "aws_ami_ids",
            "aws_arn",
            "aws_availability_zone",
            "aws_availability_zones",
            "aws_caller_identity",
            "aws_default_tags",
            "aws_ec2_instance_type",
            "aws_ec2_instance_type_offering",
            "aws_ec2_instance_type_offerings",
            "aws_ec2_instance_types",
            "aws_iam_policy_document",
            "aws_partition",
            "aws_prefix_list",
            "aws_region",
            "aws_regions",
            "aws_service",
            "aws_service_principal",
            "aws_vpc_endpoint_service");

    private final List<Resource> resources = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /** Whether a file is a state, or something else that Terraform prints. */
    public static boolean isState(JsonNode root) {
        return StateFile.is(root);
    }

    /** Reads a state. */
    public void read(Source source, JsonNode root) {
        StateFile file = StateFile.read(source, root);
        findings.addAll(file.findings());
        if (file.resources().isEmpty()) {
            findings.add(new Finding(source.name(), "", "", "the state has no resources"));
        }
        resources.addAll(file.resources());
    }

    /** Adds what the states say to what other files say, which comes first. */
    public void addTo(Records records) {
        Set<String> managed = resources.stream()
                .filter(Resource::managed)
                .map(one -> one.item().node().path("id").asText())
                .collect(Collectors.toSet());
        resources.stream()
                .filter(one -> !one.managed() && !COMPUTED.contains(one.type()))
                .filter(one -> !managed.contains(one.item().node().path("id").asText()))
                .forEach(one -> findings.add(new Finding(
                        one.item().source().name(),
                        one.item().id(),
                        "",
                        "not read: a data source, which tells of what is managed elsewhere")));
        State state = new State(records, resources);
        Vpcs.tell(state);
        PrefixLists.tell(state);
        RouteTables.tell(state);
        SecurityGroups.tell(state);
        NetworkAcls.tell(state);
        Instances.tell(state);
        Addresses.tell(state);
        Peerings.tell(state);
        Endpoints.tell(state);
        Identities.tell(state);
        Buckets.tell(state);
        records.findings().addAll(findings);
        records.findings().addAll(state.findings());
    }
}
