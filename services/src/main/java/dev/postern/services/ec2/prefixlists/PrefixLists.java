package dev.postern.services.ec2.prefixlists;

import dev.postern.model.Entity;
import dev.postern.model.Tags;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.ManagedPrefixList.Entry;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.net.Cidr;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListAssociationsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListAssociation;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;

/**
 * Prefix lists, looked up: the AWS-managed ones of the services that have a gateway endpoint here, and the account's own.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html">Managed prefix lists</a>
 */
public final class PrefixLists {
    private static final int PAGE_MAX = 100;
    private static final int ASSOCIATIONS_MIN = 5;
    private static final int ASSOCIATIONS_MAX = 255;

    private PrefixLists() {}

    /** The list that a request names. */
    public static PrefixListId require(Ec2Call call, @Nullable String id) {
        return listed(call, id).id();
    }

    /** A list of either sort. */
    private record Listed(PrefixListId id, String name, String owner, Tags tags, Supplier<ManagedPrefixList> view) {
        static Listed of(AwsPrefixList list) {
            return new Listed(list.id(), list.name(), "AWS", Tags.NONE, () -> PrefixListView.of(list));
        }

        static Listed of(dev.postern.model.ec2.ManagedPrefixList list) {
            return new Listed(
                    list.id(), list.name(), list.scope().account().value(), list.tags(), () -> PrefixListView.of(list));
        }
    }

    private static Listed listed(Ec2Call call, @Nullable String id) {
        PrefixListId wanted = id(id);
        return call.find(dev.postern.model.ec2.ManagedPrefixList.class, wanted)
                .map(Listed::of)
                .or(() -> AwsPrefixList.find(call.region(), wanted).map(Listed::of))
                .orElseThrow(() -> Ec2Error.PREFIX_LIST_NOT_FOUND.of(wanted));
    }

    private static PrefixListId id(@Nullable String id) {
        if (id == null) {
            throw Ec2Error.MISSING_PARAMETER.of("prefixListId");
        }
        if (!ResourceId.isWellFormed(PrefixListId.PREFIX, id)) {
            throw Ec2Error.PREFIX_LIST_MALFORMED.of(id);
        }
        return new PrefixListId(id);
    }

    /** AWS's own only: they are this operation's subject. */
    static DescribePrefixListsResponse describe(Ec2Call call, DescribePrefixListsRequest request) {
        List<AwsPrefixList> chosen = request.prefixListIds().isEmpty()
                ? AwsPrefixList.in(call.region())
                : request.prefixListIds().stream()
                        .map(PrefixLists::id)
                        .map(id -> AwsPrefixList.find(call.region(), id)
                                .orElseThrow(() -> Ec2Error.PREFIX_LIST_NOT_FOUND.of(id)))
                        .toList();
        List<AwsPrefixList> found = new Filters<AwsPrefixList>()
                .one("prefix-list-id", AwsPrefixList::id)
                .one("prefix-list-name", AwsPrefixList::name)
                .apply(request.filters(), chosen);
        Ec2Page<AwsPrefixList> page = Ec2Page.of(
                found,
                list -> list.id().value(),
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                1);
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
        List<Listed> all = request.prefixListIds().isEmpty()
                ? Stream.concat(
                                AwsPrefixList.in(call.region()).stream().map(Listed::of),
                                call.all(dev.postern.model.ec2.ManagedPrefixList.class).stream()
                                        .map(Listed::of))
                        .toList()
                : request.prefixListIds().stream()
                        .distinct()
                        .map(id -> listed(call, id))
                        .toList();
        List<Listed> found = new Filters<Listed>()
                .one("owner-id", Listed::owner)
                .one("prefix-list-id", Listed::id)
                .one("prefix-list-name", Listed::name)
                .tags(Listed::tags)
                .apply(request.filters(), all);
        Ec2Page.checkMost(request.maxResults(), PAGE_MAX);
        Ec2Page<Listed> page = Ec2Page.of(
                found,
                list -> list.id().value(),
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                1);
        return DescribeManagedPrefixListsResponse.builder()
                .prefixLists(
                        page.items().stream().map(list -> list.view().get()).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static GetManagedPrefixListEntriesResponse entries(Ec2Call call, GetManagedPrefixListEntriesRequest request) {
        Ec2Page.checkMost(request.maxResults(), PAGE_MAX);
        Ec2Page<Entry> page = Ec2Page.of(
                entries(call, require(call, request.prefixListId()), request.targetVersion()),
                entry -> entry.cidr().toString(),
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                1);
        return GetManagedPrefixListEntriesResponse.builder()
                .entries(page.items().stream()
                        .map(entry -> PrefixListEntry.builder()
                                .cidr(entry.cidr().toString())
                                .description(entry.description().orElse(null))
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** The entries of a list's version; of the current one where none is named. */
    private static List<Entry> entries(Ec2Call call, PrefixListId id, @Nullable Long version) {
        var own = call.find(dev.postern.model.ec2.ManagedPrefixList.class, id);
        if (own.isEmpty()) {
            if (version != null) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("The prefix list '" + id + "' has no versions.");
            }
            return AwsPrefixList.find(call.region(), id).orElseThrow().blocks().stream()
                    .map(block -> new Entry(block, Optional.empty()))
                    .toList();
        }
        if (version == null || version == own.get().version()) {
            return own.get().entries();
        }
        return ManagedPrefixLists.version(call, own.get(), version)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "The prefix list '" + id + "' has no version " + version + "."))
                .entries();
    }

    static GetManagedPrefixListAssociationsResponse associations(
            Ec2Call call, GetManagedPrefixListAssociationsRequest request) {
        PrefixListId list = require(call, request.prefixListId());
        List<String> using = Stream.concat(
                        PrefixListUse.tables(call, list).stream(), PrefixListUse.groups(call, list).stream())
                .filter(resource -> resource.scope().equals(call.scope()))
                .map(Entity::key)
                .toList();
        Ec2Page.checkMost(request.maxResults(), ASSOCIATIONS_MAX);
        Ec2Page<String> page = Ec2Page.of(
                using,
                id -> id,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                ASSOCIATIONS_MIN);
        return GetManagedPrefixListAssociationsResponse.builder()
                .prefixListAssociations(page.items().stream()
                        .map(id -> PrefixListAssociation.builder()
                                .resourceId(id)
                                .resourceOwner(call.scope().account().value())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }
}
