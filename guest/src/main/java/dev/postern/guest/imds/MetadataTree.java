package dev.postern.guest.imds;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.postern.guest.imds.InstanceFacts.InterfaceFacts;
import dev.postern.guest.imds.Node.Category;
import dev.postern.guest.imds.Node.Directory;
import dev.postern.guest.imds.Node.Leaf;
import dev.postern.guest.imds.RoleCredentials.Credentials;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tree of an instance's metadata.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html#instancedata-data-categories">
 *     Instance metadata categories</a>
 */
final class MetadataTree {
    private static final ObjectWriter JSON =
            new ObjectMapper().writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private final InstanceFacts facts;
    private final Instance instance;
    private final InterfaceFacts primary;
    private final Supplier<Optional<Credentials>> roleCredentials;
    private final PushedKeys pushedKeys;

    MetadataTree(InstanceFacts facts, Supplier<Optional<Credentials>> roleCredentials, PushedKeys pushedKeys) {
        this.facts = facts;
        this.instance = facts.instance();
        this.primary = facts.primary();
        this.roleCredentials = roleCredentials;
        this.pushedKeys = pushedKeys;
    }

    Directory root() {
        // Of these two alone the listing shows no slash.
        Category root = new Category()
                .titled(
                        "dynamic",
                        "dynamic",
                        new Category()
                                .directory("fws", new Category().leaf("instance-monitoring", "disabled"))
                                .directory("instance-identity", identity()))
                .titled("meta-data", "meta-data", metaData());
        instance.options()
                .userData()
                .ifPresent(data -> root.leaf(
                        "user-data", new Leaf(() -> Base64.getMimeDecoder().decode(data), "application/octet-stream")));
        return root.build();
    }

    private Category metaData() {
        String localName = instance.hostName(primary.networkInterface().primaryIp());
        Optional<Ip> publicIp = Optional.ofNullable(
                primary.publicIps().get(primary.networkInterface().primaryIp()));
        return new Category()
                .leaf("ami-id", instance.imageId().value())
                .leaf("ami-launch-index", Integer.toString(instance.launch().index()))
                .leaf("ami-manifest-path", "(unknown)")
                .directory(
                        "block-device-mapping",
                        new Category().leaf("ami", "/dev/xvda").leaf("root", "/dev/xvda"))
                .directory(
                        "events",
                        new Category()
                                .directory(
                                        "maintenance",
                                        new Category().leaf("history", "[]").leaf("scheduled", "[]")))
                .leaf("hostname", localName)
                .directory("iam", iam())
                .leaf("instance-action", "none")
                .leaf("instance-id", instance.id().value())
                .leaf("instance-life-cycle", "on-demand")
                .leaf("instance-type", instance.instanceType())
                .leaf(
                        "ipv6",
                        primary.networkInterface().ipv6Ips().stream()
                                .findFirst()
                                .map(Ip::toString))
                .leaf("local-hostname", localName)
                .leaf("local-ipv4", primary.networkInterface().primaryIpv4().map(Ip::toString))
                .leaf("mac", primary.networkInterface().mac().value())
                .directory("network", new Category().directory("interfaces", new Category().directory("macs", macs())))
                .directory("placement", placement())
                .leaf("profile", "default-hvm")
                .leaf("public-hostname", publicIp.flatMap(facts::publicName))
                .leaf("public-ipv4", publicIp.map(Ip::toString))
                .directory("public-keys", publicKeys())
                .leaf("reservation-id", instance.reservationId().value())
                .leaf("security-groups", groupNames(primary))
                .directory(
                        "services",
                        new Category().leaf("domain", "amazonaws.com").leaf("partition", "aws"))
                .leaf("system", "nitro")
                .directory("tags", new Category().directory("instance", tags()));
    }

    private Category placement() {
        return new Category()
                .leaf("availability-zone", facts.subnet().availabilityZone())
                .leaf("availability-zone-id", facts.subnet().availabilityZoneId())
                .leaf("region", instance.scope().region().name());
    }

    private Category tags() {
        Category tags = new Category();
        if (instance.options().metadata().instanceTags()) {
            instance.tags().values().forEach(tags::leaf);
        }
        return tags;
    }

    private Category publicKeys() {
        Category keys = new Category();
        facts.keyPair()
                .ifPresent(key -> keys.titled(
                        "0", "0=" + key.name(), new Category().leaf("openssh-key", key.publicKey() + "\n")));
        return keys;
    }

    /** What EC2 Instance Connect pushed for a user of the instance; none while no key is active. */
    Optional<Leaf> activeKeys(String osUser) {
        List<String> keys = pushedKeys.active(instance.id(), osUser);
        return keys.isEmpty() ? Optional.empty() : Optional.of(Leaf.text(String.join("\n", keys) + "\n"));
    }

    private Category iam() {
        Category iam = new Category();
        facts.profile().ifPresent(profile -> {
            Map<String, @Nullable Object> info = new LinkedHashMap<>();
            info.put("Code", "Success");
            info.put(
                    "LastUpdated",
                    instance.instanceProfile()
                            .map(Instance.ProfileAssociation::since)
                            .map(MetadataTree::seconds)
                            .orElseThrow());
            info.put("InstanceProfileArn", profile.arn().toString());
            info.put("InstanceProfileId", profile.profileId());
            iam.leaf("info", json(info));
            Category credentials = new Category();
            profile.roleName()
                    .ifPresent(role -> credentials.leaf(role, new Leaf(() -> credentials(role), "text/plain")));
            iam.directory("security-credentials", credentials);
        });
        return iam;
    }

    private byte[] credentials(String role) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        Optional<Credentials> found = roleCredentials.get();
        if (found.isEmpty()) {
            shown.put("Code", "AssumeRoleUnauthorizedAccess");
            shown.put(
                    "Message",
                    "EC2 cannot assume the role " + role + ". Please see documentation at"
                            + " https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html.");
            shown.put("LastUpdated", seconds(instance.life().launchTime()));
        } else {
            Credentials credentials = found.get();
            shown.put("Code", "Success");
            shown.put("LastUpdated", seconds(credentials.lastUpdated()));
            shown.put("Type", "AWS-HMAC");
            shown.put("AccessKeyId", credentials.accessKeyId());
            shown.put("SecretAccessKey", credentials.secretAccessKey());
            shown.put("Token", credentials.token());
            shown.put("Expiration", seconds(credentials.expiration()));
        }
        return json(shown).content().get();
    }

    private Category macs() {
        Category macs = new Category();
        facts.interfaces()
                .forEach(found -> macs.directory(found.networkInterface().mac().value(), mac(found)));
        return macs;
    }

    private Category mac(InterfaceFacts found) {
        NetworkInterface networkInterface = found.networkInterface();
        Category associations = new Category();
        found.publicIps()
                .forEach((privateIp, publicIp) -> associations.leaf(publicIp.toString(), privateIp.toString()));
        return new Category()
                .leaf("device-number", Integer.toString(found.deviceIndex()))
                .leaf("interface-id", networkInterface.id().value())
                .directory("ipv4-associations", associations)
                .leaf("ipv4-prefix", some(networkInterface.prefixes(Family.IPV4)))
                .leaf("ipv6-prefix", some(networkInterface.prefixes(Family.IPV6)))
                .leaf("ipv6s", some(networkInterface.ipv6Ips()))
                .leaf(
                        "local-hostname",
                        networkInterface.primaryIpv4().map(facts::privateName).orElseGet(instance::resourceName))
                .leaf("local-ipv4s", some(networkInterface.privateIps()))
                .leaf("mac", networkInterface.mac().value())
                .leaf("network-card", "0") // no instance here has a second card
                .leaf("owner-id", networkInterface.scope().account().value())
                .leaf(
                        "public-hostname",
                        Optional.ofNullable(found.publicIps().get(networkInterface.primaryIp()))
                                .flatMap(facts::publicName))
                .leaf("public-ipv4s", some(found.publicIps().values()))
                .leaf("security-group-ids", lines(networkInterface.groups()))
                .leaf("security-groups", groupNames(found))
                .leaf("subnet-id", found.subnet().id().value())
                .leaf("subnet-ipv4-cidr-block", found.subnet().cidr().map(Object::toString))
                .leaf("subnet-ipv6-cidr-blocks", found.subnet().ipv6Cidr().map(Object::toString))
                .leaf("vpc-id", facts.vpc().id().value())
                .leaf("vpc-ipv4-cidr-block", facts.vpc().primaryCidr().toString())
                .leaf("vpc-ipv4-cidr-blocks", blocks(Family.IPV4))
                .leaf("vpc-ipv6-cidr-blocks", blocks(Family.IPV6));
    }

    private Optional<String> blocks(Family family) {
        return some(facts.vpc().blocks(family).stream()
                .map(Vpc.CidrAssociation::cidr)
                .toList());
    }

    /** The instance identity document, without its signatures. */
    private Category identity() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("accountId", instance.scope().account().value());
        document.put("architecture", "x86_64");
        document.put("availabilityZone", facts.subnet().availabilityZone());
        document.put("billingProducts", null);
        document.put("devpayProductCodes", null);
        document.put("marketplaceProductCodes", null);
        document.put("imageId", instance.imageId().value());
        document.put("instanceId", instance.id().value());
        document.put("instanceType", instance.instanceType());
        document.put("kernelId", null);
        document.put("pendingTime", seconds(instance.life().launchTime()));
        document.put(
                "privateIp",
                primary.networkInterface().primaryIpv4().map(Ip::toString).orElse(null));
        document.put("ramdiskId", null);
        document.put("region", instance.scope().region().name());
        document.put("version", "2017-09-30");
        return new Category().leaf("document", json(document));
    }

    private static String groupNames(InterfaceFacts found) {
        return found.groups().stream().map(SecurityGroup::name).collect(joining("\n"));
    }

    private static String lines(Iterable<?> values) {
        StringBuilder lines = new StringBuilder();
        values.forEach(value -> lines.append(lines.isEmpty() ? "" : "\n").append(value));
        return lines.toString();
    }

    /** A category that is there only if it has something. */
    private static Optional<String> some(Collection<?> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(lines(values));
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Leaf json(Map<String, @Nullable Object> content) {
        try {
            return new Leaf(constant(JSON.writeValueAsString(content).getBytes(StandardCharsets.UTF_8)), "text/plain");
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException("a map of strings has a JSON form", e);
        }
    }

    private static java.util.function.Supplier<byte[]> constant(byte[] content) {
        return () -> content;
    }
}
