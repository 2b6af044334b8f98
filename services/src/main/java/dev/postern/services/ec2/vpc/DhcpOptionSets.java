package dev.postern.services.ec2.vpc;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.DhcpOptionsId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.HostNames;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;

/**
 * Sets of DHCP options: the account's own, and the Region's, which follows from the account and the Region and is stored once it has tags.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html">DHCP option sets</a>
 */
public final class DhcpOptionSets {
    /** What EC2 calls no options at all. */
    private static final String NONE = "default";

    private DhcpOptionSets() {}

    /** How a VPC's options are shown. */
    static String idOf(Vpc vpc) {
        return switch (vpc.dhcp()) {
            case Vpc.RegionOptions() -> idOfRegion(vpc.scope());
            case Vpc.NoOptions() -> NONE;
            case Vpc.OwnOptions(DhcpOptionsId id) -> id.value();
        };
    }

    static Outcome<CreateDhcpOptionsResponse> create(Ec2Call call, CreateDhcpOptionsRequest request) {
        if (request.dhcpConfigurations().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("dhcpConfiguration");
        }
        TreeMap<String, List<String>> values = new TreeMap<>();
        for (NewDhcpConfiguration configuration : request.dhcpConfigurations()) {
            String key = configuration.key() == null ? "" : configuration.key();
            values.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(DhcpOption.values(key, configuration.values()));
        }
        values.forEach(DhcpOption::check);
        DhcpOptions options = new DhcpOptions(
                call.scope(),
                new DhcpOptionsId(call.newId(DhcpOptionsId.PREFIX)),
                values,
                TagRules.of(request.tagSpecifications(), "dhcp-options"));
        return new Outcome<>(
                Change.put(options),
                CreateDhcpOptionsResponse.builder().dhcpOptions(view(options)).build());
    }

    static Outcome<AssociateDhcpOptionsResponse> associate(Ec2Call call, AssociateDhcpOptionsRequest request) {
        Vpc.Dhcp dhcp = named(call, request.dhcpOptionsId());
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        return new Outcome<>(
                Change.put(vpc.withDhcp(dhcp)),
                AssociateDhcpOptionsResponse.builder().build());
    }

    private static Vpc.Dhcp named(Ec2Call call, @Nullable String id) {
        if (NONE.equals(id)) {
            return new Vpc.NoOptions();
        }
        return idOfRegion(call.scope()).equals(id)
                ? new Vpc.RegionOptions()
                : new Vpc.OwnOptions(
                        Noun.DHCP_OPTIONS.require(call, id, "dhcpOptionsId").id());
    }

    static Outcome<DeleteDhcpOptionsResponse> delete(Ec2Call call, DeleteDhcpOptionsRequest request) {
        String id = request.dhcpOptionsId();
        boolean ofRegion = idOfRegion(call.scope()).equals(id);
        boolean used = ofRegion
                || call.all(Vpc.class).stream()
                        .anyMatch(vpc -> vpc.dhcp() instanceof Vpc.OwnOptions(DhcpOptionsId own)
                                && own.value().equals(id));
        if (used) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of(
                    "The dhcpOptions '" + id + "' has dependencies and cannot be deleted.");
        }
        return new Outcome<>(
                Change.remove(Noun.DHCP_OPTIONS.require(call, id, "dhcpOptionsId")),
                DeleteDhcpOptionsResponse.builder().build());
    }

    static DescribeDhcpOptionsResponse describe(Ec2Call call, DescribeDhcpOptionsRequest request) {
        Ec2Page.refuseWithIds(request.dhcpOptionsIds(), request.maxResults(), "dhcpOptionsIdsSet");
        List<DhcpOptions> found = new Filters<DhcpOptions>()
                .one("dhcp-options-id", DhcpOptions::id)
                .many("key", options -> options.values().keySet().stream())
                .many("value", options -> options.values().values().stream().flatMap(Collection::stream))
                .one("owner-id", options -> options.scope().account())
                .tags(DhcpOptions::tags)
                .apply(request.filters(), select(call, request.dhcpOptionsIds()));
        Ec2Page<DhcpOptions> page = Ec2Page.of(
                found, DhcpOptions::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeDhcpOptionsResponse.builder()
                .dhcpOptions(page.items().stream().map(DhcpOptionSets::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static List<DhcpOptions> select(Ec2Call call, List<String> ids) {
        if (ids.isEmpty()) {
            List<DhcpOptions> all = new ArrayList<>(call.all(DhcpOptions.class));
            DhcpOptions ofRegion = ofRegion(call);
            if (!all.contains(ofRegion)) {
                all.add(ofRegion);
            }
            return all;
        }
        return ids.stream().distinct().map(id -> require(call, id)).toList();
    }

    /** The set that an id names, be it the Region's. */
    public static DhcpOptions require(Ec2Call call, String id) {
        return id.equals(idOfRegion(call.scope())) ? ofRegion(call) : Noun.DHCP_OPTIONS.require(call, id);
    }

    private static DhcpOptions ofRegion(Ec2Call call) {
        Scope scope = call.scope();
        return call.snapshot().find(DhcpOptions.class, scope, idOfRegion(scope)).orElseGet(() -> ofRegion(scope));
    }

    /** The id of the set that every account has in a Region. */
    public static String idOfRegion(Scope scope) {
        String digest = UUID.nameUUIDFromBytes(("dopt/" + scope).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return "dopt-0" + digest.substring(0, 16);
    }

    private static DhcpOptions ofRegion(Scope scope) {
        TreeMap<String, List<String>> values = new TreeMap<>();
        values.put(DhcpOptions.DOMAIN_NAME, List.of(HostNames.privateDomain(scope.region())));
        values.put(DhcpOptions.DOMAIN_NAME_SERVERS, List.of(DhcpOptions.AMAZON));
        return new DhcpOptions(scope, new DhcpOptionsId(idOfRegion(scope)), values, Tags.NONE);
    }

    private static software.amazon.awssdk.services.ec2.model.DhcpOptions view(DhcpOptions options) {
        return software.amazon.awssdk.services.ec2.model.DhcpOptions.builder()
                .dhcpOptionsId(options.key())
                .ownerId(options.scope().account().value())
                .dhcpConfigurations(options.values().entrySet().stream()
                        .map(option -> DhcpConfiguration.builder()
                                .key(option.getKey())
                                .values(option.getValue().stream()
                                        .map(value -> AttributeValue.builder()
                                                .value(value)
                                                .build())
                                        .toList())
                                .build())
                        .toList())
                .tags(TagRules.view(options.tags()))
                .build();
    }
}
