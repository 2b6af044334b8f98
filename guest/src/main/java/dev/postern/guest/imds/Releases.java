package dev.postern.guest.imds;

import static java.util.Map.entry;

import dev.postern.guest.imds.Node.Directory;
import dev.postern.guest.imds.Node.Leaf;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * In which version of the metadata service each category came: who asks for an older one is not told of it. What is named here stands
 * for all below it.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html#instancedata-data-categories">
 *     Version when category was released</a>
 */
final class Releases {
    private static final String FIRST = "1.0";

    /** Versions are compared as text: dates, after the first, before {@code latest}. A star stands for any one name. */
    private static final Map<String, String> VERSIONS = Map.ofEntries(
            entry("dynamic", "2009-04-04"),
            entry("meta-data/block-device-mapping", "2007-12-15"),
            entry("meta-data/events", "2018-08-17"),
            entry("meta-data/iam", "2012-01-12"),
            entry("meta-data/instance-action", "2008-09-01"),
            entry("meta-data/instance-life-cycle", "2019-10-01"),
            entry("meta-data/instance-type", "2007-08-29"),
            entry("meta-data/ipv6", "2021-01-03"),
            entry("meta-data/local-hostname", "2007-01-19"),
            entry("meta-data/mac", "2011-01-01"),
            entry("meta-data/network", "2011-01-01"),
            entry("meta-data/network/interfaces/macs/*/ipv4-prefix", "2021-07-15"),
            entry("meta-data/network/interfaces/macs/*/ipv6-prefix", "2021-07-15"),
            entry("meta-data/network/interfaces/macs/*/ipv6s", "2016-06-30"),
            entry("meta-data/network/interfaces/macs/*/network-card", "2020-11-01"),
            entry("meta-data/network/interfaces/macs/*/subnet-ipv6-cidr-blocks", "2016-06-30"),
            entry("meta-data/network/interfaces/macs/*/vpc-ipv4-cidr-blocks", "2016-06-30"),
            entry("meta-data/network/interfaces/macs/*/vpc-ipv6-cidr-blocks", "2016-06-30"),
            entry("meta-data/placement", "2008-02-01"),
            entry("meta-data/placement/availability-zone-id", "2019-10-01"),
            entry("meta-data/placement/region", "2020-08-24"),
            entry("meta-data/public-hostname", "2007-01-19"),
            entry("meta-data/public-ipv4", "2007-01-19"),
            entry("meta-data/services", "2014-02-25"),
            entry("meta-data/services/partition", "2015-10-20"),
            entry("meta-data/system", "2022-09-24"),
            entry("meta-data/tags", "2021-03-23"));

    private Releases() {}

    /** What there was of a tree in a version. */
    static Directory asOf(String version, Directory root) {
        return asOf(version, root, "", FIRST).orElseGet(() -> new Directory(new TreeMap<>(), root.title()));
    }

    /**
     * The same of a directory.
     *
     * @param path of the directory, with a slash behind it
     * @param since when the directory came
     * @return empty if there was nothing in it
     */
    private static Optional<Directory> asOf(String version, Directory directory, String path, String since) {
        TreeMap<String, Node> known = new TreeMap<>();
        directory.entries().forEach((name, node) -> {
            String category = path + (path.endsWith("/macs/") ? "*" : name);
            String came = VERSIONS.getOrDefault(category, since);
            switch (node) {
                case Leaf leaf -> {
                    if (came.compareTo(version) <= 0) {
                        known.put(name, leaf);
                    }
                }
                case Directory inner ->
                    asOf(version, inner, category + "/", came).ifPresent(rest -> known.put(name, rest));
            }
        });
        return known.isEmpty() ? Optional.empty() : Optional.of(new Directory(known, directory.title()));
    }
}
