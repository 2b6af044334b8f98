package dev.postern.services.ec2.types;

import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;
import software.amazon.awssdk.services.ec2.model.ProcessorInfo;

/** The operations that list instance types, and where each is offered: all of them everywhere. */
final class InstanceTypes {
    private InstanceTypes() {}

    static DescribeInstanceTypesResponse describe(Ec2Call call, DescribeInstanceTypesRequest request) {
        List<String> names = request.instanceTypesAsStrings();
        Ec2Page.refuseWithIds(names, request.maxResults(), "InstanceTypes");
        Ec2Page.checkMost(request.maxResults(), 100);
        List<String> unknown =
                names.stream().filter(name -> InstanceType.find(name).isEmpty()).toList();
        if (!unknown.isEmpty()) {
            throw Ec2Error.INSTANCE_TYPE.of(String.join(", ", unknown));
        }
        List<InstanceType> chosen = InstanceType.all().stream()
                .filter(type -> names.isEmpty() || names.contains(type.name()))
                .toList();
        List<InstanceType> found = filters().apply(request.filters(), chosen);
        Ec2Page<InstanceType> page = Ec2Page.of(
                found, InstanceType::name, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeInstanceTypesResponse.builder()
                .instanceTypes(page.items().stream().map(InstanceTypes::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static DescribeInstanceTypeOfferingsResponse offerings(Ec2Call call, DescribeInstanceTypeOfferingsRequest request) {
        String locationType = request.locationTypeAsString() == null ? "region" : request.locationTypeAsString();
        List<String> locations = switch (locationType) {
            case "region" -> List.of(call.region().name());
            case "availability-zone" ->
                AvailabilityZone.of(call.region()).stream()
                        .map(AvailabilityZone::name)
                        .toList();
            case "availability-zone-id" ->
                AvailabilityZone.of(call.region()).stream()
                        .map(AvailabilityZone::id)
                        .toList();
            default -> throw Ec2Error.INVALID_PARAMETER_VALUE.of("The location type '" + locationType + "' is invalid");
        };
        List<Offer> offers = InstanceType.all().stream()
                .flatMap(type -> locations.stream().map(location -> new Offer(type.name(), location)))
                .toList();
        List<Offer> found = new Filters<Offer>()
                .one("instance-type", Offer::type)
                .one("location", Offer::location)
                .apply(request.filters(), offers);
        Ec2Page<Offer> page = Ec2Page.of(
                found,
                offer -> offer.type() + " " + offer.location(),
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeInstanceTypeOfferingsResponse.builder()
                .instanceTypeOfferings(page.items().stream()
                        .map(offer -> InstanceTypeOffering.builder()
                                .instanceType(offer.type())
                                .location(offer.location())
                                .locationType(locationType)
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private record Offer(String type, String location) {}

    private static Filters<InstanceType> filters() {
        return new Filters<InstanceType>()
                .one("auto-recovery-supported", t -> false)
                .one("bare-metal", t -> false)
                .one("burstable-performance-supported", InstanceType::burstable)
                .one("current-generation", InstanceType::currentGeneration)
                .one("ebs-info.ebs-optimized-support", t -> "unsupported")
                .one("ebs-info.encryption-support", t -> "unsupported")
                .one("free-tier-eligible", InstanceTypes::isFree)
                .one("hypervisor", InstanceType::hypervisor)
                .one("instance-storage-supported", t -> false)
                .one("instance-type", InstanceType::name)
                .one("memory-info.size-in-mib", InstanceType::memoryMib)
                .one("network-info.ipv4-addresses-per-interface", InstanceType::addressesPerInterface)
                .one("network-info.maximum-network-interfaces", InstanceType::interfaces)
                .one("network-info.network-performance", InstanceType::network)
                .one("processor-info.supported-architecture", InstanceType::architecture)
                .one("supported-root-device-type", t -> "ebs")
                .one("supported-usage-class", t -> "on-demand")
                .one("supported-virtualization-type", t -> "hvm")
                .one("dedicated-hosts-supported", t -> false)
                .one("hibernation-supported", t -> false)
                .one("network-info.efa-supported", t -> false)
                .one("network-info.ena-support", t -> "unsupported")
                .one("network-info.encryption-in-transit-supported", t -> false)
                .one("network-info.ipv6-addresses-per-interface", InstanceType::addressesPerInterface)
                .one("network-info.ipv6-supported", t -> true)
                .one("network-info.maximum-network-cards", t -> 1)
                .one("processor-info.sustained-clock-speed-in-ghz", InstanceType::clockGhz)
                .one("supported-boot-mode", t -> "legacy-bios")
                .none(
                        "ebs-info.attachment-limit-type",
                        "ebs-info.ebs-optimized-info.baseline-bandwidth-in-mbps",
                        "ebs-info.ebs-optimized-info.baseline-iops",
                        "ebs-info.ebs-optimized-info.baseline-throughput-in-mbps",
                        "ebs-info.ebs-optimized-info.maximum-bandwidth-in-mbps",
                        "ebs-info.ebs-optimized-info.maximum-iops",
                        "ebs-info.ebs-optimized-info.maximum-throughput-in-mbps",
                        "ebs-info.maximum-ebs-attachments",
                        "ebs-info.nvme-support",
                        "instance-storage-info.disk.count",
                        "instance-storage-info.disk.size-in-gb",
                        "instance-storage-info.disk.type",
                        "instance-storage-info.encryption-support",
                        "instance-storage-info.nvme-support",
                        "instance-storage-info.total-size-in-gb",
                        "network-info.bandwidth-weightings",
                        "network-info.efa-info.maximum-efa-interfaces",
                        "network-info.flexible-ena-queues-support",
                        "nitro-enclaves-support",
                        "nitro-tpm-info.supported-versions",
                        "nitro-tpm-support",
                        "processor-info.supported-features",
                        "reboot-migration-support",
                        "vcpu-info.valid-cores",
                        "vcpu-info.valid-threads-per-core")
                .one("vcpu-info.default-cores", t -> t.vcpus() / t.threadsPerCore())
                .one("vcpu-info.default-threads-per-core", InstanceType::threadsPerCore)
                .one("vcpu-info.default-vcpus", InstanceType::vcpus);
    }

    private static boolean isFree(InstanceType type) {
        return type.name().equals("t2.micro") || type.name().equals("t3.micro");
    }

    private static InstanceTypeInfo view(InstanceType type) {
        ProcessorInfo.Builder processor =
                ProcessorInfo.builder().supportedArchitecturesWithStrings(type.architecture());
        if (!type.clockGhz().isEmpty()) {
            processor.sustainedClockSpeedInGhz(Double.valueOf(type.clockGhz()));
        }
        return InstanceTypeInfo.builder()
                .instanceType(type.name())
                .currentGeneration(type.currentGeneration())
                .freeTierEligible(isFree(type))
                .supportedUsageClassesWithStrings("on-demand")
                .supportedRootDeviceTypesWithStrings("ebs")
                .supportedVirtualizationTypesWithStrings("hvm")
                .bareMetal(false)
                .hypervisor(type.hypervisor())
                .processorInfo(processor.build())
                .vCpuInfo(v -> v.defaultVCpus(type.vcpus())
                        .defaultCores(type.vcpus() / type.threadsPerCore())
                        .defaultThreadsPerCore(type.threadsPerCore()))
                .memoryInfo(m -> m.sizeInMiB(type.memoryMib()))
                .instanceStorageSupported(false)
                .ebsInfo(e -> e.ebsOptimizedSupport("unsupported").encryptionSupport("unsupported"))
                .networkInfo(n -> n.networkPerformance(type.network())
                        .maximumNetworkInterfaces(type.interfaces())
                        .maximumNetworkCards(1)
                        .defaultNetworkCardIndex(0)
                        .ipv4AddressesPerInterface(type.addressesPerInterface())
                        .ipv6AddressesPerInterface(type.addressesPerInterface())
                        .ipv6Supported(true)
                        .enaSupport("unsupported"))
                // No strategy is supported, but Terraform takes a type without this element for one that is not there.
                .placementGroupInfo(p -> p.supportedStrategiesWithStrings(List.of()))
                .hibernationSupported(false)
                .burstablePerformanceSupported(type.burstable())
                .dedicatedHostsSupported(false)
                .autoRecoverySupported(false)
                .supportedBootModesWithStrings("legacy-bios")
                .build();
    }
}
