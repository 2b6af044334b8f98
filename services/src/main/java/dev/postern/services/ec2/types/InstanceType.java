package dev.postern.services.ec2.types;

import dev.postern.model.Resource;
import dev.postern.model.ec2.Instance;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An instance type, from the table beside this class.
 *
 * @param clockGhz empty where AWS does not say
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html">Instance types</a>
 */
public record InstanceType(
        String name,
        int vcpus,
        long memoryMib,
        String architecture,
        boolean burstable,
        boolean currentGeneration,
        String network,
        int interfaces,
        int addressesPerInterface,
        String clockGhz,
        String hypervisor) {
    /** What a launch gets that names no type. */
    public static final String DEFAULT = "m1.small";

    private static final SortedMap<String, InstanceType> ALL = read();

    public static Collection<InstanceType> all() {
        return ALL.values();
    }

    public static Optional<InstanceType> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** The type that an instance has, which was checked at its launch. */
    public static InstanceType of(Instance instance) {
        return find(instance.instanceType()).orElseThrow();
    }

    public static InstanceType require(String name) {
        return find(name).orElseThrow(() -> Ec2Error.INSTANCE_TYPE_VALUE.of(name));
    }

    /** How a burstable type's CPU credits are accounted unless told otherwise. */
    public String cpuCredits() {
        return name.startsWith("t2.") ? "standard" : "unlimited";
    }

    /** Whether it is built on the AWS Nitro System. */
    public boolean isNitro() {
        return !hypervisor.equals("xen");
    }

    public int threadsPerCore() {
        return architecture.equals("arm64") || vcpus == 1 || name.startsWith("t2.") ? 1 : 2;
    }

    private static SortedMap<String, InstanceType> read() {
        TreeMap<String, InstanceType> types = new TreeMap<>();
        Resource.lines(InstanceType.class, "instance-types.csv").stream()
                .skip(1)
                .map(InstanceType::parse)
                .forEach(type -> types.put(type.name(), type));
        return Collections.unmodifiableSortedMap(types);
    }

    private static InstanceType parse(String line) {
        List<String> cells = List.of(line.split(",", -1));
        return new InstanceType(
                cells.get(0),
                Integer.parseInt(cells.get(1)),
                Long.parseLong(cells.get(2)),
                cells.get(3),
                Boolean.parseBoolean(cells.get(4)),
                Boolean.parseBoolean(cells.get(5)),
                cells.get(6),
                Integer.parseInt(cells.get(7)),
                Integer.parseInt(cells.get(8)),
                cells.get(9),
                cells.get(10));
    }
}
