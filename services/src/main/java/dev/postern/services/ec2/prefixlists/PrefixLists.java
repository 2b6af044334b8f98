package dev.postern.services.ec2.prefixlists;

import dev.postern.model.Tags;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.net.Cidr;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;

/**
 * Prefix lists: the AWS-managed ones of the services that have a gateway endpoint here.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html">Managed prefix lists</a>
 */
public final class PrefixLists {
    private PrefixLists() {}

    /** The list that a request names. */
    public static AwsPrefixList require(Ec2Call call, @Nullable String id) {
        if (id == null) {
            throw Ec2Error.MISSING_PARAMETER.of("prefixListId");
        }
        if (!ResourceId.isWellFormed(PrefixListId.PREFIX, id)) {
            throw Ec2Error.PREFIX_LIST_MALFORMED.of(id);
        }
        return AwsPrefixList.find(call.region(), new PrefixListId(id))
                .orElseThrow(() -> Ec2Error.PREFIX_LIST_NOT_FOUND.of(id));
    }

    static DescribePrefixListsResponse describe(Ec2Call call, DescribePrefixListsRequest request) {
        List<AwsPrefixList> found = new Filters<AwsPrefixList>()
                .one("prefix-list-id", AwsPrefixList::id)
                .one("prefix-list-name", AwsPrefixList::name)
                .apply(request.filters(), select(call, request.prefixListIds()));
        Ec2Page<AwsPrefixList> page =
                Ec2Page.of(found, list -> list.id().value(), request.maxResults(), request.nextToken(), 1);
        return DescribePrefixListsResponse.builder()
                .prefixLists(page.items().stream()
                        .map(list -> PrefixList.builder()
                                .prefixListId(list.id().value())
                                .prefixListName(list.name())
                                .cidrs(list.blocks().stream()
                                        .map(Cidr::toString)
                                        .toList())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    static DescribeManagedPrefixListsResponse describeManaged(Ec2Call call, DescribeManagedPrefixListsRequest request) {
        List<AwsPrefixList> found = new Filters<AwsPrefixList>()
                .one("owner-id", list -> "AWS")
                .one("prefix-list-id", AwsPrefixList::id)
                .one("prefix-list-name", AwsPrefixList::name)
                .tags(list -> Tags.NONE)
                .apply(request.filters(), select(call, request.prefixListIds()));
        Ec2Page<AwsPrefixList> page =
                Ec2Page.of(found, list -> list.id().value(), request.maxResults(), request.nextToken(), 1);
        return DescribeManagedPrefixListsResponse.builder()
                .prefixLists(page.items().stream()
                        .map(list -> ManagedPrefixList.builder()
                                .prefixListId(list.id().value())
                                .prefixListName(list.name())
                                .prefixListArn("arn:aws:ec2:" + list.region() + ":aws:prefix-list/" + list.id())
                                .addressFamily("IPv4")
                                .state("create-complete")
                                .ownerId("AWS")
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    static GetManagedPrefixListEntriesResponse entries(Ec2Call call, GetManagedPrefixListEntriesRequest request) {
        AwsPrefixList list = require(call, request.prefixListId());
        Ec2Page<Cidr> page = Ec2Page.of(list.blocks(), Cidr::toString, request.maxResults(), request.nextToken(), 1);
        return GetManagedPrefixListEntriesResponse.builder()
                .entries(page.items().stream()
                        .map(cidr ->
                                PrefixListEntry.builder().cidr(cidr.toString()).build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static List<AwsPrefixList> select(Ec2Call call, List<String> ids) {
        return ids.isEmpty()
                ? AwsPrefixList.in(call.region())
                : ids.stream().map(id -> require(call, id)).toList();
    }
}
