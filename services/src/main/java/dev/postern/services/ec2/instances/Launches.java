package dev.postern.services.ec2.instances;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.ReservationId;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.VolumeId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.call.UserData;
import dev.postern.services.ec2.images.Images;
import dev.postern.services.ec2.keys.KeyPairs;
import dev.postern.services.ec2.types.InstanceType;
import dev.postern.services.ec2.volumes.Volumes;
import dev.postern.services.ec2.vpc.PrivateNameRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CpuOptionsRequest;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;

/**
 * RunInstances: checks what a launch asks for, and makes its instances, interfaces and root volumes.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html">RunInstances</a>
 */
final class Launches {
    private static final List<String> TAGGABLE = List.of("instance", "volume", "network-interface");
    private static final int COUNT_MAX = 1000;

    private final Images images;

    Launches(Images images) {
        this.images = images;
    }

    Outcome<RunInstancesResponse> run(Ec2Call call, RunInstancesRequest request) {
        return Idempotency.once(
                call,
                "RunInstances",
                request.clientToken(),
                request,
                () -> {
                    List<Launched> launched = launch(call, LaunchRequest.of(call, request));
                    Change.Builder change = Change.builder();
                    launched.forEach(one -> change.addAll(one.change()));
                    List<InstanceId> ids =
                            launched.stream().map(one -> one.instance().id()).toList();
                    Snapshot with = call.snapshot().apply(call.snapshot().sequence() + 1, change.build());
                    return new Idempotency.Made<>(
                            change.build(),
                            response(call.with(with), ids),
                            ids.stream().map(InstanceId::value).toList());
                },
                ids -> again(call, ids.stream().map(InstanceId::new).toList(), request));
    }

    /** The answer to a repeated request, as long as the instances of the first one live. */
    private RunInstancesResponse again(Ec2Call call, List<InstanceId> ids, RunInstancesRequest request) {
        boolean live = ids.stream()
                .allMatch(id -> call.find(Instance.class, id)
                        .filter(instance -> instance.state() != Instance.State.TERMINATED)
                        .isPresent());
        if (!live) {
            throw Ec2Error.LAUNCH_TERMINATED.of(request.clientToken());
        }
        return response(call, ids);
    }

    /** One instance with all that comes with it. */
    private record Launched(Instance instance, Change change) {}

    private List<Launched> launch(Ec2Call call, LaunchRequest launch) {
        RunInstancesRequest request = launch.request();
        refuseUnsupported(request);
        int max = count(request.maxCount(), "MaxCount");
        int min = count(request.minCount(), "MinCount");
        if (min > max) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "The maximum count must be greater than or equal to the minimum count.");
        }
        Images.Ami image = images.require(call, request.imageId());
        InstanceType type = InstanceType.require(
                request.instanceTypeAsString() == null ? InstanceType.DEFAULT : request.instanceTypeAsString());
        checkArchitecture(type, image);
        requireAsTypeHas(type, request);
        LaunchInterfaces interfaces = LaunchInterfaces.of(call, request, type);
        Optional<String> key = Optional.ofNullable(request.keyName())
                .filter(name -> !name.isEmpty())
                .map(name -> KeyPairs.require(call, name).name());
        Optional<String> userData = UserData.check(request.userData());
        Optional<String> profile = Profiles.named(call, request.iamInstanceProfile());
        Instance.MetadataOptions metadata =
                MetadataRules.atLaunch(call, interfaces.subnet(), request.metadataOptions());
        PrivateNames names = PrivateNameRules.atLaunch(interfaces.subnet(), request.privateDnsNameOptions());
        ReservationId reservation = new ReservationId(call.newId(ReservationId.PREFIX));
        Tags instanceTags = TagRules.checkForMetadata(
                        TagRules.of(request.tagSpecifications(), "instance", TAGGABLE), metadata.instanceTags())
                .plus(launch.tags().values());
        Tags volumeTags = TagRules.of(request.tagSpecifications(), "volume", TAGGABLE);
        Tags interfaceTags = TagRules.of(request.tagSpecifications(), "network-interface", TAGGABLE);
        int count = interfaces.possible(min, max);
        String shutdown = shutdownBehavior(request.instanceInitiatedShutdownBehaviorAsString());
        List<Launched> launched = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            InstanceId id = new InstanceId(call.newId(InstanceId.PREFIX));
            List<NetworkInterface> enis = interfaces.forInstance(id, interfaceTags);
            NetworkInterface primary = enis.getFirst();
            Instance instance = new Instance(
                    call.scope(),
                    id,
                    new Instance.Launch(
                            reservation,
                            i,
                            image.id(),
                            key,
                            Optional.ofNullable(request.clientToken()).filter(token -> !token.isEmpty())),
                    new Instance.Placement(primary.vpcId(), primary.subnetId(), primary.id()),
                    Instance.Life.launched(call.now()),
                    new Instance.Options(
                            type.name(),
                            userData,
                            profile.map(name -> Profiles.associate(call, name)),
                            metadata,
                            Boolean.TRUE.equals(request.disableApiTermination()),
                            shutdown,
                            names),
                    instanceTags);
            Change.Builder change = Change.builder().put(instance);
            enis.forEach(change::put);
            change.put(rootVolume(call, request, instance, interfaces.zone(), volumeTags));
            launched.add(new Launched(instance, change.build()));
        }
        return launched;
    }

    private static Volume rootVolume(
            Ec2Call call, RunInstancesRequest request, Instance instance, String zone, Tags tags) {
        int size = Volume.SIZE_GIB;
        Optional<String> type = Optional.empty();
        for (BlockDeviceMapping mapping : request.blockDeviceMappings()) {
            boolean root = Volume.ROOT_DEVICE.equals(mapping.deviceName());
            if (!root || mapping.noDevice() != null || mapping.virtualName() != null) {
                throw Ec2Error.UNSUPPORTED.of("An instance has only its root volume " + Volume.ROOT_DEVICE + " here.");
            }
            EbsBlockDevice ebs = mapping.ebs();
            if (ebs != null) {
                Volumes.check(ebs);
                size = ebs.volumeSize() == null ? size : ebs.volumeSize();
                type = Optional.ofNullable(ebs.volumeTypeAsString()).filter(t -> !t.equals(Volume.TYPE));
            }
        }
        if (size < Volume.SIZE_GIB) {
            throw Ec2Error.BLOCK_DEVICE.of("Volume of size " + size + "GB is smaller than the image, expect size >= "
                    + Volume.SIZE_GIB + "GB");
        }
        return new Volume(
                call.scope(),
                new VolumeId(call.newId(VolumeId.PREFIX)),
                instance.id(),
                Volume.ROOT_DEVICE,
                size,
                type,
                zone,
                call.now(),
                tags);
    }

    private static void refuseUnsupported(RunInstancesRequest request) {
        if (request.instanceMarketOptions() != null) {
            throw Ec2Error.UNSUPPORTED.of("Only On-Demand Instances are available here.");
        }
        if (request.monitoring() != null
                && Boolean.TRUE.equals(request.monitoring().enabled())) {
            throw Ec2Error.UNSUPPORTED.of("Detailed monitoring is not available here.");
        }
        if (Boolean.TRUE.equals(request.disableApiStop())) {
            throw Ec2Error.UNSUPPORTED.of("Stop protection is not available here.");
        }
        if (request.hibernationOptions() != null
                && Boolean.TRUE.equals(request.hibernationOptions().configured())) {
            throw Ec2Error.UNSUPPORTED.of("Hibernation is not available here.");
        }
        String tenancy =
                request.placement() == null ? null : request.placement().tenancyAsString();
        if (tenancy != null && !tenancy.equals("default")) {
            throw Ec2Error.UNSUPPORTED_TENANCY.of(tenancy);
        }
    }

    private static void checkArchitecture(InstanceType type, Images.Ami image) {
        if (!type.architecture().equals(image.architecture())) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The architecture '" + type.architecture()
                    + "' of the specified instance type does not match the architecture '" + image.architecture()
                    + "' of the specified AMI. Specify an instance type and an AMI that have matching architectures,"
                    + " and try again. You can use 'describe-instance-types' or 'describe-images' to discover the"
                    + " architecture of the instance type or AMI.");
        }
    }

    /** Refuses CPU options and credits that are not those which the instance type has anyway: they could not be shown again. */
    private static void requireAsTypeHas(InstanceType type, RunInstancesRequest request) {
        CpuOptionsRequest cpu = request.cpuOptions();
        if (cpu != null) {
            int cores = type.vcpus() / type.threadsPerCore();
            boolean other = (cpu.coreCount() != null && cpu.coreCount() != cores)
                    || (cpu.threadsPerCore() != null && cpu.threadsPerCore() != type.threadsPerCore());
            if (other) {
                throw Ec2Error.UNSUPPORTED.of("The parameter CpuOptions is not supported here, but with what "
                        + type.name() + " has: CoreCount " + cores + ", ThreadsPerCore " + type.threadsPerCore() + ".");
            }
        }
        String credits = request.creditSpecification() == null
                ? null
                : request.creditSpecification().cpuCredits();
        if (credits != null && (!type.burstable() || !credits.equals(type.cpuCredits()))) {
            throw Ec2Error.UNSUPPORTED.of("The parameter CreditSpecification.CpuCredits is not supported here, but with"
                    + " what the instance type has.");
        }
    }

    private static int count(@Nullable Integer count, String parameter) {
        if (count == null) {
            throw Ec2Error.MISSING_PARAMETER.of(parameter);
        }
        if (count < 1 || count > COUNT_MAX) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + count + ") for parameter "
                    + parameter.substring(0, 1).toLowerCase(Locale.ROOT) + parameter.substring(1)
                    + " is invalid. Min: 1.");
        }
        return count;
    }

    static String shutdownBehavior(@Nullable String text) {
        String behavior = text == null ? "stop" : text;
        if (!behavior.equals("stop") && !behavior.equals("terminate")) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + text
                    + ") for parameter instanceInitiatedShutdownBehavior is invalid. Unknown shutdown behavior");
        }
        return behavior;
    }

    private RunInstancesResponse response(Ec2Call call, List<InstanceId> ids) {
        InstanceView view = new InstanceView(call, images);
        List<Instance> instances =
                ids.stream().map(id -> call.get(Instance.class, id)).toList();
        return RunInstancesResponse.builder()
                .reservationId(instances.getFirst().reservationId().value())
                .ownerId(call.scope().account().value())
                .groups(List.of())
                .instances(instances.stream().map(view::launched).toList())
                .build();
    }
}
