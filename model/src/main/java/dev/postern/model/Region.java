package dev.postern.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Region of the {@code aws} partition.
 *
 * @param name the code, as {@code us-east-1}
 * @see <a href="https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html">AWS Regions</a>
 */
public record Region(String name) implements Comparable<Region> {
    public static final Region US_EAST_1 = new Region("us-east-1");

    /** All Regions that exist here. The order is part of the address plan: append only. */
    public static final List<Region> ALL = Stream.of(
                    "us-east-1",
                    "us-east-2",
                    "us-west-1",
                    "us-west-2",
                    "af-south-1",
                    "ap-east-1",
                    "ap-south-1",
                    "ap-south-2",
                    "ap-southeast-1",
                    "ap-southeast-2",
                    "ap-southeast-3",
                    "ap-southeast-4",
                    "ap-northeast-1",
                    "ap-northeast-2",
                    "ap-northeast-3",
                    "ca-central-1",
                    "ca-west-1",
                    "eu-central-1",
                    "eu-central-2",
                    "eu-north-1",
                    "eu-south-1",
                    "eu-south-2",
                    "eu-west-1",
                    "eu-west-2",
                    "eu-west-3",
                    "il-central-1",
                    "me-central-1",
                    "me-south-1",
                    "sa-east-1")
            .map(Region::new)
            .toList();

    private static final Map<String, Region> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Region::name, Function.identity()));

    public static Optional<Region> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The position in {@link #ALL}, from 0. */
    public int index() {
        int index = ALL.indexOf(this);
        if (index < 0) {
            throw new IllegalStateException("not a Region: " + name);
        }
        return index;
    }

    // As in Scope.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Region that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public int compareTo(Region other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
