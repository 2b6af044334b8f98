package dev.postern.services.ec2.vpc;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.DhcpOptionsId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.HostNames;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DhcpConfiguration;

/**
 * The DHCP options that every VPC has here: Amazon's resolver and the Region's private domain. They follow from the account
 * and the Region, so nothing is stored.
 */
final class DhcpOptions {
    private DhcpOptions() {}

    static String idOf(Vpc vpc) {
        return vpc.dhcpOptionsId().map(DhcpOptionsId::value).orElseGet(() -> defaultId(vpc.scope()));
    }

    static DescribeDhcpOptionsResponse describe(Ec2Call call, DescribeDhcpOptionsRequest request) {
        String id = defaultId(call.scope());
        for (String asked : request.dhcpOptionsIds()) {
            if (!asked.equals(id) && !asked.equals("default")) {
                throw Ec2Error.DHCP_OPTIONS_NOT_FOUND.of(asked);
            }
        }
        String domain = HostNames.privateDomain(call.region());
        List<String> found = new Filters<String>()
                .one("dhcp-options-id", Function.identity())
                .many("key", o -> Stream.of("domain-name", "domain-name-servers"))
                .many("value", o -> Stream.of(domain, "AmazonProvidedDNS"))
                .one("owner-id", o -> call.scope().account())
                .tags(o -> Tags.NONE)
                .apply(request.filters(), List.of(id));
        Ec2Page<String> page = Ec2Page.of(found, Function.identity(), request.maxResults(), request.nextToken(), 5);
        return DescribeDhcpOptionsResponse.builder()
                .dhcpOptions(
                        page.items().stream().map(o -> view(call, o, domain)).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.DhcpOptions view(Ec2Call call, String id, String domain) {
        return software.amazon.awssdk.services.ec2.model.DhcpOptions.builder()
                .dhcpOptionsId(id)
                .ownerId(call.scope().account().value())
                .dhcpConfigurations(entry("domain-name", domain), entry("domain-name-servers", "AmazonProvidedDNS"))
                .build();
    }

    private static DhcpConfiguration entry(String key, String value) {
        return DhcpConfiguration.builder()
                .key(key)
                .values(AttributeValue.builder().value(value).build())
                .build();
    }

    private static String defaultId(Scope scope) {
        String digest = UUID.nameUUIDFromBytes(("dopt/" + scope).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return "dopt-0" + digest.substring(0, 16);
    }
}
