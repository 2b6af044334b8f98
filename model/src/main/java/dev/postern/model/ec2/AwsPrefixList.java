package dev.postern.model.ec2;

import dev.postern.model.Region;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.PublicService;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An AWS-managed prefix list: the blocks of a service that has a gateway endpoint. It is the same for every account, has no
 * version and cannot be changed, so it is computed and never stored.
 *
 * @param service {@code s3} or {@code dynamodb}
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html">AWS-managed
 *     prefix lists</a>
 */
public record AwsPrefixList(String service, Region region) {
    /** The services that a gateway endpoint can lead to here. */
    private static final List<String> SERVICES = PublicService.ALL.stream()
            .filter(PublicService::gatewayEndpoint)
            .map(PublicService::name)
            .toList();

    /** The ids that lists have on AWS and that hands know; other Regions' ids are computed from the name. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("com.amazonaws.us-east-1.s3", "pl-63a5400a"),
            Map.entry("com.amazonaws.us-east-2.s3", "pl-7ba54012"),
            Map.entry("com.amazonaws.us-west-1.s3", "pl-6ba54002"),
            Map.entry("com.amazonaws.us-west-2.s3", "pl-68a54001"),
            Map.entry("com.amazonaws.eu-west-1.s3", "pl-6da54004"),
            Map.entry("com.amazonaws.eu-central-1.s3", "pl-6ea54007"),
            Map.entry("com.amazonaws.ap-southeast-1.s3", "pl-6fa54006"),
            Map.entry("com.amazonaws.ap-southeast-2.s3", "pl-6ca54005"),
            Map.entry("com.amazonaws.ap-northeast-1.s3", "pl-61a54008"),
            Map.entry("com.amazonaws.sa-east-1.s3", "pl-6aa54003"),
            Map.entry("com.amazonaws.us-east-1.dynamodb", "pl-02cd2c6b"),
            Map.entry("com.amazonaws.us-east-2.dynamodb", "pl-4ca54025"),
            Map.entry("com.amazonaws.us-west-2.dynamodb", "pl-00a54069"),
            Map.entry("com.amazonaws.eu-west-1.dynamodb", "pl-6fa54006"),
            Map.entry("com.amazonaws.eu-central-1.dynamodb", "pl-66a5400f"));

    /** The lists that a Region has. */
    public static List<AwsPrefixList> in(Region region) {
        return SERVICES.stream().map(s -> new AwsPrefixList(s, region)).toList();
    }

    /** The list of a service, as of {@code com.amazonaws.us-east-1.s3}, if it has one. */
    public static Optional<AwsPrefixList> named(Region region, String serviceName) {
        return in(region).stream().filter(l -> l.name().equals(serviceName)).findFirst();
    }

    public static Optional<AwsPrefixList> find(Region region, PrefixListId id) {
        return in(region).stream().filter(l -> l.id().equals(id)).findFirst();
    }

    /** The list's name, which is the endpoint service's too: {@code com.amazonaws.us-east-1.s3}. */
    public String name() {
        return "com.amazonaws." + region + "." + service;
    }

    public PrefixListId id() {
        String known = KNOWN.get(name());
        return new PrefixListId(known == null ? "pl-" + digest(name()).substring(0, 8) : known);
    }

    public List<Cidr> blocks() {
        return AddressPlan.prefixListBlocks(service, region);
    }

    private static String digest(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
