package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.ec2.AttachmentId;
import dev.postern.model.ec2.ReservationId;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Instances, network interfaces that are resources or come with an instance, and key pairs. */
final class Instances {
    private final State state;
    private final Children groups;
    private final Map<String, ObjectNode> attachments = new HashMap<>();

    private Instances(State state) {
        this.state = state;
        this.groups = state.by("network_interface_id", "aws_network_interface_sg_attachment");
    }

    static void tell(State state) {
        Instances all = new Instances(state);
        state.each(all::attachmentsOf, "aws_instance");
        state.each(all::attached, "aws_network_interface_attachment");
        state.each(all::attachedInside, "aws_network_interface");
        state.each(all::networkInterface, "aws_network_interface");
        state.each(all::instance, "aws_instance");
        state.each(all::keyPair, "aws_key_pair");
    }

    private void attachmentsOf(Resource instance) {
        Item item = instance.item();
        item.text("primary_network_interface_id")
                .ifPresent(eni -> attachments.put(eni, attachment(instance.id(), eni, "0", "true")));
        for (String list : List.of("network_interface", "primary_network_interface")) {
            for (Item inside : item.parts(list)) {
                inside.only("network_card_index", "0");
                String index = inside.text("device_index").orElse("0");
                String deleted = inside.text("delete_on_termination").orElse("false");
                String eni = inside.need("network_interface_id");
                attachments.put(eni, attachment(instance.id(), eni, index, deleted));
            }
        }
    }

    private void attached(Resource resource) {
        Item item = resource.item().skip("status");
        item.only("network_card_index", "0");
        Description attachment = Description.of(item)
                .same("instance_id", "attachment_id", "device_index")
                .put("DeleteOnTermination", "false");
        attachments.put(item.need("network_interface_id"), attachment.node());
    }

    /** What the interface itself says may be older than what says it elsewhere, but knows the attachment's id. */
    private void attachedInside(Resource resource) {
        for (Item inside : resource.item().parts("attachment")) {
            inside.only("network_card_index", "0");
            Description said =
                    Description.of(inside).as("instance", "InstanceId").same("device_index", "attachment_id");
            ObjectNode other = attachments.putIfAbsent(
                    resource.id(), said.put("DeleteOnTermination", "false").node());
            if (other != null) {
                inside.text("attachment_id").ifPresent(id -> other.put("AttachmentId", id));
            }
        }
    }

    private static ObjectNode attachment(String instance, String eni, String index, String deleted) {
        return Description.object()
                .put("InstanceId", instance)
                .put("AttachmentId", MadeIds.of(AttachmentId.PREFIX, eni))
                .put("DeviceIndex", index)
                .put("DeleteOnTermination", deleted);
    }

    private void networkInterface(Resource resource) {
        Item item = resource.item();
        item.skip("private_dns_name", "private_ips_count", "private_ip_list", "private_ip_list_enabled");
        item.skip("ipv6_address_count", "ipv6_address_list", "ipv6_address_list_enabled", "ipv4_prefix_count");
        item.skip("ipv6_prefix_count", "private_ips");
        List<String> ips = new ArrayList<>();
        item.text("private_ip").ifPresent(ips::add);
        item.texts("private_ips").stream().filter(ip -> !ips.contains(ip)).forEach(ips::add);
        Description description = Description.of(item)
                .as("id", "NetworkInterfaceId")
                .same("owner_id", "subnet_id", "mac_address", "description", "source_dest_check", "interface_type")
                .same("outpost_arn")
                .list("Ipv4Prefixes", named("Ipv4Prefix", item.texts("ipv4_prefixes")))
                .list("Ipv6Prefixes", named("Ipv6Prefix", item.texts("ipv6_prefixes")))
                .tags("TagSet");
        told(resource, resource.id(), ips, item.texts("security_groups"), description);
    }

    private void told(Resource resource, String id, List<String> ips, List<String> own, Description description) {
        TreeSet<String> all = new TreeSet<>(own);
        groups.of(id).forEach(one -> all.add(one.item().need("security_group_id")));
        List<ObjectNode> addresses = named("PrivateIpAddress", ips);
        addresses.stream().findFirst().ifPresent(primary -> primary.put("Primary", "true"));
        List<ObjectNode> ipv6 = named("Ipv6Address", resource.item().texts("ipv6_addresses"));
        if (resource.item().flag("enable_primary_ipv6", false)) {
            ipv6.stream().findFirst().ifPresent(primary -> primary.put("IsPrimaryIpv6", "true"));
        }
        description
                .list("PrivateIpAddresses", addresses)
                .list("Ipv6Addresses", ipv6)
                .list("Groups", named("GroupId", List.copyOf(all)));
        Optional.ofNullable(attachments.get(id)).ifPresent(one -> description.put("Attachment", one));
        state.tell(resource, Kind.INTERFACES, description);
    }

    private static List<ObjectNode> named(String field, List<String> values) {
        return values.stream()
                .map(value -> Description.object().put(field, value))
                .toList();
    }

    private void instance(Resource resource) {
        Item item = resource.item();
        if (state.isTold(resource, Kind.INSTANCES, resource.id())) {
            return;
        }
        skipped(item);
        Description instance = Description.of(item)
                .as("id", "InstanceId")
                .as("ami", "ImageId")
                .same("key_name", "instance_type", "ebs_optimized", "subnet_id")
                .put("State", Description.of(item).as("instance_state", "Name"))
                .put(
                        "Placement",
                        Description.of(item)
                                .same("availability_zone", "tenancy")
                                .as("placement_group", "GroupName")
                                .same("host_id"))
                .tags();
        item.parts("metadata_options")
                .forEach(options -> instance.put(
                        "MetadataOptions",
                        Description.of(options)
                                .same("http_tokens", "http_endpoint", "http_put_response_hop_limit")
                                .same("http_protocol_ipv6", "instance_metadata_tags")));
        item.parts("private_dns_name_options")
                .forEach(options -> instance.put(
                        "PrivateDnsNameOptions",
                        Description.of(options)
                                .same("hostname_type")
                                .as("enable_resource_name_dns_a_record", "EnableResourceNameDnsARecord")
                                .as("enable_resource_name_dns_aaaa_record", "EnableResourceNameDnsAAAARecord")));
        item.text("iam_instance_profile")
                .ifPresent(name -> instance.put("IamInstanceProfile", profile(resource, name)));
        volumes(item, instance);
        state.records()
                .add(
                        state.source(resource),
                        Kind.RESERVATIONS,
                        Description.of(item)
                                .put("ReservationId", MadeIds.of(ReservationId.PREFIX, resource.id()))
                                .put(
                                        "OwnerId",
                                        state.source(resource)
                                                .account()
                                                .map(Object::toString)
                                                .orElse(""))
                                .list("Instances", List.of(instance.node()))
                                .node());
        ownInterface(resource);
    }

    private static void skipped(Item item) {
        item.skip("private_dns", "public_dns", "public_ip", "ipv6_address_count", "associate_public_ip_address");
        item.skip("capacity_reservation_specification", "cpu_options", "cpu_core_count", "cpu_threads_per_core");
        item.skip("credit_specification", "disable_api_stop", "disable_api_termination", "force_destroy");
        item.skip("get_password_data", "instance_initiated_shutdown_behavior", "launch_template");
        item.skip("maintenance_options", "user_data_replace_on_change", "volume_tags");
        for (String data : List.of("user_data", "user_data_base64")) {
            if (item.text(data).isPresent()) {
                item.note(data, "is not taken over: an instance runs Postern's own image as it is");
            }
        }
    }

    private ObjectNode profile(Resource instance, String name) {
        Optional<String> known = state.of("aws_iam_instance_profile").stream()
                .filter(one -> one.item().need("name").equals(name))
                .flatMap(one -> one.item().text("arn").stream())
                .findFirst();
        String account = state.source(instance).account().map(Object::toString).orElse("");
        return Description.object().put("Arn", known.orElse("arn:aws:iam::" + account + ":instance-profile/" + name));
    }

    private static void volumes(Item item, Description instance) {
        List<ObjectNode> volumes = new ArrayList<>();
        for (String list : List.of("root_block_device", "ebs_block_device")) {
            item.skip(list);
            item.node().path(list).forEach(device -> {
                ObjectNode one = Description.object()
                        .put("DeviceName", device.path("device_name").asText());
                one.putObject("Ebs").put("VolumeId", device.path("volume_id").asText());
                volumes.add(one);
            });
        }
        item.node()
                .path("root_block_device")
                .forEach(device -> instance.put(
                        "RootDeviceName", device.path("device_name").asText()));
        instance.list("BlockDeviceMappings", volumes);
    }

    /** The interface that was made with an instance, and is no resource. */
    private void ownInterface(Resource resource) {
        Item item = resource.item();
        item.skip("secondary_private_ips", "private_ip", "vpc_security_group_ids", "security_groups");
        item.skip("ipv6_addresses", "source_dest_check", "enable_primary_ipv6");
        Optional<String> eni = item.text("primary_network_interface_id");
        if (eni.isEmpty() || state.records().find(Kind.INTERFACES, eni.get()).isPresent()) {
            return;
        }
        List<String> ips = new ArrayList<>(item.text("private_ip").stream().toList());
        ips.addAll(item.texts("secondary_private_ips"));
        Description description =
                Description.of(item).put("NetworkInterfaceId", eni.get()).same("subnet_id", "source_dest_check");
        item.text("public_ip")
                .filter(_ -> !Addresses.isElastic(state, resource.id(), eni.get()))
                .ifPresent(ip ->
                        description.put("Association", Description.object().put("PublicIp", ip)));
        told(resource, eni.get(), ips, item.texts("vpc_security_group_ids"), description);
    }

    private void keyPair(Resource resource) {
        Item item = resource.item().skip("key_name_prefix");
        state.tell(
                resource,
                Kind.KEY_PAIRS,
                Description.of(item)
                        .same("key_pair_id", "key_name", "key_type", "public_key")
                        .as("fingerprint", "KeyFingerprint")
                        .tags());
    }
}
