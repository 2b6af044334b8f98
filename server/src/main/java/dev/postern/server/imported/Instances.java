package dev.postern.server.imported;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InstanceProfileAssociationId;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.KeyPairId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.ReservationId;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.VolumeId;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import dev.postern.services.ec2.types.InstanceType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Instances, which run the image that is here, and key pairs. */
final class Instances {
    /** Of what nobody tells the size of. */
    private static final int VOLUME_GIB = 8;

    private final Takeover to;
    /** The first interface of each instance. */
    private final Map<String, NetworkInterface> primaries = new HashMap<>();

    private Instances(Takeover to) {
        this.to = to;
        to.all(NetworkInterface.class)
                .forEach(eni -> eni.attachment()
                        .filter(one -> one.deviceIndex() == 0)
                        .ifPresent(one -> primaries.putIfAbsent(one.instanceId().value(), eni)));
    }

    static void take(Takeover to) {
        Instances instances = new Instances(to);
        to.each(Kind.KEY_PAIRS, instances::keyPair);
        to.each(Kind.RESERVATIONS, item -> item.skip("ReservationId", "OwnerId", "RequesterId", "Groups", "Instances"));
        to.each(Kind.INSTANCES, instances::instance);
    }

    private void keyPair(Item item) {
        Optional<String> key = item.text("PublicKey");
        if (key.isEmpty()) {
            item.gone("its public half is in none of the files (describe-key-pairs --include-public-key)");
            return;
        }
        item.skip("KeyPairId");
        to.put(new KeyPair(
                to.scope(item),
                new KeyPairId(item.id()),
                item.need("KeyName"),
                item.text("KeyType").orElse("rsa"),
                item.text("KeyFingerprint").orElse(""),
                key.get().strip(),
                item.time("CreateTime"),
                item.tags("Tags")));
    }

    private void instance(Item item) {
        String state =
                item.part("State").map(one -> one.skip("Code").need("Name")).orElse("running");
        if (state.equals("terminated") || state.equals("shutting-down")) {
            item.gone("it is " + state);
            return;
        }
        Optional<NetworkInterface> primary = Optional.ofNullable(primaries.get(item.id()));
        if (primary.isEmpty()) {
            item.gone("its first interface is in none of the files, or was not taken over");
            return;
        }
        told(item);
        Scope scope = to.scope(item);
        Instant launched = item.time("LaunchTime");
        boolean runs = state.equals("running") || state.equals("pending");
        volume(item, scope, launched);
        to.put(new Instance(
                scope,
                new InstanceId(item.id()),
                new Instance.Launch(
                        new ReservationId(item.need("ReservationId")),
                        item.number("AmiLaunchIndex", 0),
                        BuiltInImage.SHARED.id(scope.region()),
                        item.text("KeyName"),
                        item.text("ClientToken")),
                new Instance.Placement(
                        primary.get().vpcId(),
                        primary.get().subnetId(),
                        primary.get().id()),
                new Instance.Life(
                        runs ? Instance.State.RUNNING : Instance.State.STOPPED,
                        launched,
                        Optional.empty(),
                        launched,
                        1),
                new Instance.Options(
                        type(item),
                        Optional.empty(),
                        profile(item, scope, launched),
                        metadata(item),
                        false,
                        "stop",
                        item.part("PrivateDnsNameOptions").map(Networks::names).orElse(PrivateNames.DEFAULT)),
                item.tags("Tags")));
    }

    /** What says again what others say, and what is the same for all instances here. */
    private void told(Item item) {
        Optional<String> image = item.text("ImageId");
        String here = BuiltInImage.SHARED.id(to.scope(item).region()).value();
        if (image.filter(one -> !one.equals(here)).isPresent()) {
            item.note("ImageId", image.get() + " is " + here + " here, Postern's own image");
        }
        item.text("KeyName").ifPresent(name -> {
            boolean known =
                    to.all(KeyPair.class).stream().anyMatch(one -> one.name().equals(name));
            if (!known) {
                item.note("KeyName", name + " is in none of the files, or was not taken over: nobody logs in by it");
            }
        });
        item.skip("NetworkInterfaces", "InstanceId", "OwnerId", "VpcId", "SubnetId", "SecurityGroups");
        item.skip("PrivateIpAddress", "PublicIpAddress", "PrivateDnsName", "PublicDnsName", "Ipv6Address");
        item.skip("StateTransitionReason", "StateReason", "SourceDestCheck", "UsageOperation", "EnaSupport");
        item.skip("UsageOperationUpdateTime", "RootDeviceName", "RootDeviceType", "BlockDeviceMappings", "Hypervisor");
        item.skip("VirtualizationType", "Architecture", "CpuOptions", "ProductCodes", "BootMode", "Operator");
        item.skip("CurrentInstanceBootMode", "NetworkPerformanceOptions", "CapacityReservationSpecification");
        item.only("PlatformDetails", "Linux/UNIX").only("Platform").only("EbsOptimized", "false");
        item.only("Monitoring", "{\"State\":\"disabled\"}").only("HibernationOptions", "{\"Configured\":false}");
        item.only("EnclaveOptions", "{\"Enabled\":false}");
        item.part("MaintenanceOptions")
                .ifPresent(options -> options.only("AutoRecovery", "default").only("RebootMigration", "default"));
        item.part("Placement")
                .ifPresent(place -> place.skip("AvailabilityZone", "AvailabilityZoneId")
                        .only("Tenancy", "default")
                        .only("GroupName")
                        .only("HostId"));
    }

    private static String type(Item item) {
        String type = item.text("InstanceType").orElse("t3.micro");
        if (InstanceType.find(type).isPresent()) {
            return type;
        }
        item.note("InstanceType", type + " is t3.micro here, which has no such type");
        return "t3.micro";
    }

    private Optional<Instance.ProfileAssociation> profile(Item item, Scope scope, Instant since) {
        return item.part("IamInstanceProfile").map(profile -> {
            profile.skip("Id");
            String text = profile.need("Arn");
            String resource =
                    Arn.parse(text).map(Arn::resource).orElseThrow(() -> profile.mistake("Arn is no ARN: " + text));
            String name = resource.substring(resource.lastIndexOf('/') + 1);
            to.names(profile, "Arn", InstanceProfile.class, name);
            String id = MadeIds.of(InstanceProfileAssociationId.PREFIX, scope + item.id());
            return new Instance.ProfileAssociation(new InstanceProfileAssociationId(id), name, since);
        });
    }

    private static Instance.MetadataOptions metadata(Item item) {
        return item.part("MetadataOptions")
                .map(one -> one.skip("State"))
                .map(one -> new Instance.MetadataOptions(
                        one.text("HttpTokens").orElse("optional"),
                        one.number("HttpPutResponseHopLimit", 1),
                        one.text("HttpEndpoint").orElse("enabled").equals("enabled"),
                        one.text("HttpProtocolIpv6").orElse("disabled").equals("enabled"),
                        one.text("InstanceMetadataTags").orElse("disabled").equals("enabled")))
                .orElse(Instance.MetadataOptions.DEFAULT);
    }

    private void volume(Item item, Scope scope, Instant since) {
        String root = item.node().path("RootDeviceName").asText();
        for (JsonNode device : item.node().path("BlockDeviceMappings")) {
            String id = device.path("Ebs").path("VolumeId").asText();
            if (!device.path("DeviceName").asText().equals(root) || id.isEmpty()) {
                item.note("BlockDeviceMappings", "the volume " + id + " is not taken over: only root volumes are here");
                continue;
            }
            item.note(
                    "BlockDeviceMappings", "the root volume " + id + " is empty here, and has " + VOLUME_GIB + " GiB");
            to.put(new Volume(
                    scope,
                    new VolumeId(id),
                    new InstanceId(item.id()),
                    root,
                    VOLUME_GIB,
                    Optional.empty(),
                    item.node().path("Placement").path("AvailabilityZone").asText(),
                    since,
                    Tags.NONE));
        }
    }

    /** An interface that an instance has which is not here waits for another one; so do the ids that it had. */
    static void release(Takeover to) {
        for (NetworkInterface eni : to.all(NetworkInterface.class)) {
            Optional<InstanceId> instance = eni.attachment().map(NetworkInterface.Attachment::instanceId);
            if (instance.filter(id -> to.find(Instance.class, id.value()).isEmpty())
                    .isPresent()) {
                to.tell(new Finding(
                        "", eni.key(), "Attachment", instance.get() + " is not here: nobody has the interface"));
                to.put(eni.withUse(new NetworkInterface.Free()));
            }
        }
    }
}
