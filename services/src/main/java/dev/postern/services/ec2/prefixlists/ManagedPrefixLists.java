package dev.postern.services.ec2.prefixlists;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.ManagedPrefixList.State;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.PrefixListVersion;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.RestoreManagedPrefixListVersionRequest;
import software.amazon.awssdk.services.ec2.model.RestoreManagedPrefixListVersionResponse;

/**
 * Customer-managed prefix lists: made, changed, brought back to an earlier version and deleted. Each is done at once; the answer says
 * that it is in progress, as AWS's does.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/working-with-managed-prefix-lists.html">Customer-managed prefix
 *     lists</a>
 */
final class ManagedPrefixLists {
    private static final int NAME_MAX = 255;
    private static final int ENTRIES_MAX = 1000;

    /** So many versions are kept; the oldest goes. */
    private static final int VERSIONS_KEPT = 1000;

    private static final List<String> RESERVED_NAMES = List.of("com.amazonaws.", "com.amazon.", "com.aws.");

    /** Of the resources that a change fails for, so many are named. */
    private static final int NAMED_MAX = 10;

    private ManagedPrefixLists() {}

    static Outcome<CreateManagedPrefixListResponse> create(Ec2Call call, CreateManagedPrefixListRequest request) {
        return Idempotency.once(
                call,
                "CreateManagedPrefixList",
                request.clientToken(),
                request,
                () -> {
                    ManagedPrefixList list = made(call, request);
                    return new Idempotency.Made<>(Change.put(list), created(list), List.of(list.key()));
                },
                ids -> created(require(call, ids.getFirst())));
    }

    private static CreateManagedPrefixListResponse created(ManagedPrefixList list) {
        return CreateManagedPrefixListResponse.builder()
                .prefixList(PrefixListView.during(list, "create-in-progress"))
                .build();
    }

    private static ManagedPrefixList made(Ec2Call call, CreateManagedPrefixListRequest request) {
        String name = name(request.prefixListName());
        if (request.maxEntries() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("maxEntries");
        }
        int maxEntries = size(request.maxEntries());
        Family family = family(request.addressFamily());
        PrefixListEntries entries = PrefixListEntries.of(family).plus(request.entries());
        entries.checkFits(maxEntries);
        return new ManagedPrefixList(
                call.scope(),
                new PrefixListId(call.newId(PrefixListId.PREFIX)),
                name,
                family,
                maxEntries,
                1,
                entries.list(),
                State.CREATE_COMPLETE,
                Optional.empty(),
                TagRules.of(request.tagSpecifications(), "prefix-list"));
    }

    private static String name(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("prefixListName");
        }
        if (name.length() > NAME_MAX) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The prefix list name cannot exceed 255 characters.");
        }
        if (RESERVED_NAMES.stream().anyMatch(name.toLowerCase(Locale.ROOT)::startsWith)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "The prefix list name cannot begin with (com.amazonaws., com.amazon., com.aws.).");
        }
        return name;
    }

    private static int size(int maxEntries) {
        if (maxEntries < 1 || maxEntries > ENTRIES_MAX) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Must specify a max size between 1 and 1000");
        }
        return maxEntries;
    }

    private static Family family(@Nullable String text) {
        return switch (text) {
            case null -> throw Ec2Error.MISSING_PARAMETER.of("addressFamily");
            case "IPv4" -> Family.IPV4;
            case "IPv6" -> Family.IPV6;
            default ->
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Invalid value '" + text + "' for address family. Valid values are IPv4 and IPv6.");
        };
    }

    static Outcome<ModifyManagedPrefixListResponse> modify(Ec2Call call, ModifyManagedPrefixListRequest request) {
        ManagedPrefixList list = require(call, request.prefixListId());
        boolean entries =
                !request.addEntries().isEmpty() || !request.removeEntries().isEmpty();
        if (entries && request.maxEntries() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "You cannot modify the entries and the maximum entries for the prefix list in the same request.");
        }
        if (!entries && request.maxEntries() == null && request.prefixListName() == null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The request must contain a name, a maximum of entries, or entries to add or remove.");
        }
        if (request.currentVersion() != null) {
            checkCurrent(list, request.currentVersion());
        }
        String name = request.prefixListName() == null ? list.name() : name(request.prefixListName());
        Change.Builder change = Change.builder();
        ManagedPrefixList next = list.withNameAndSize(name, list.maxEntries());
        if (request.maxEntries() != null) {
            next = resized(call, list.withNameAndSize(name, list.maxEntries()), size(request.maxEntries()));
        } else if (entries) {
            PrefixListEntries wanted = PrefixListEntries.of(list).minus(request.removeEntries(), request.addEntries());
            wanted = wanted.plus(request.addEntries());
            wanted.checkFits(list.maxEntries());
            next = next.withEntries(wanted.list(), State.MODIFY_COMPLETE);
            keep(call, list, change);
        }
        ManagedPrefixList shown = list.withNameAndSize(name, next.maxEntries());
        return new Outcome<>(
                change.put(next).build(),
                ModifyManagedPrefixListResponse.builder()
                        .prefixList(PrefixListView.during(shown, "modify-in-progress"))
                        .build());
    }

    /** The list of another size; as it is, and failed, where what refers to it has no room for that. */
    private static ManagedPrefixList resized(Ec2Call call, ManagedPrefixList list, int maxEntries) {
        PrefixListEntries.of(list).checkFits(maxEntries);
        List<List<String>> tooLarge = PrefixListUse.tooLarge(call, list, maxEntries);
        List<String> ids =
                tooLarge.stream().flatMap(List::stream).limit(NAMED_MAX).toList();
        return ids.isEmpty()
                ? list.withNameAndSize(list.name(), maxEntries)
                : list.failed(
                        State.MODIFY_FAILED,
                        "The following resources do not have sufficient capacity for " + maxEntries + " entries: "
                                + String.join(", ", ids));
    }

    static Outcome<RestoreManagedPrefixListVersionResponse> restore(
            Ec2Call call, RestoreManagedPrefixListVersionRequest request) {
        ManagedPrefixList list = require(call, request.prefixListId());
        if (request.previousVersion() == null || request.currentVersion() == null) {
            throw Ec2Error.MISSING_PARAMETER.of(
                    request.previousVersion() == null ? "previousVersion" : "currentVersion");
        }
        checkCurrent(list, request.currentVersion());
        PrefixListVersion previous = version(call, list, request.previousVersion())
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("The prefix list " + list.id()
                        + " has no previous version " + request.previousVersion() + "."));
        PrefixListEntries.of(list.withEntries(previous.entries(), list.state())).checkFits(list.maxEntries());
        Change.Builder change = Change.builder();
        keep(call, list, change);
        return new Outcome<>(
                change.put(list.withEntries(previous.entries(), State.RESTORE_COMPLETE))
                        .build(),
                RestoreManagedPrefixListVersionResponse.builder()
                        .prefixList(PrefixListView.during(list, "restore-in-progress"))
                        .build());
    }

    static Outcome<DeleteManagedPrefixListResponse> delete(Ec2Call call, DeleteManagedPrefixListRequest request) {
        ManagedPrefixList list = require(call, request.prefixListId());
        boolean used = !PrefixListUse.tables(call, list.id()).isEmpty()
                || !PrefixListUse.groups(call, list.id()).isEmpty();
        Change.Builder change = Change.builder();
        if (used) {
            change.put(list.failed(State.DELETE_FAILED, "The prefix list is referenced by other resources."));
        } else {
            call.snapshot()
                    .by(Indexes.VERSIONS_BY_PREFIX_LIST, list.id())
                    .values()
                    .forEach(change::remove);
            change.remove(list);
        }
        return new Outcome<>(
                change.build(),
                DeleteManagedPrefixListResponse.builder()
                        .prefixList(PrefixListView.during(list, "delete-in-progress"))
                        .build());
    }

    /** The entries of a list's earlier version. */
    static Optional<PrefixListVersion> version(Ec2Call call, ManagedPrefixList list, long number) {
        return call.snapshot().find(PrefixListVersion.class, list.scope(), PrefixListVersion.key(list.id(), number));
    }

    /** What is current now will be an earlier version. */
    private static void keep(Ec2Call call, ManagedPrefixList list, Change.Builder change) {
        change.put(new PrefixListVersion(list.scope(), list.id(), list.version(), list.entries()));
        version(call, list, list.version() - VERSIONS_KEPT + 1).ifPresent(change::remove);
    }

    private static void checkCurrent(ManagedPrefixList list, long version) {
        if (version < 1) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "The specified value for version is not valid. The value must be greater than (1).");
        }
        if (version != list.version()) {
            throw Ec2Error.PREFIX_LIST_VERSION.of();
        }
    }

    /** A list that the account may change. */
    private static ManagedPrefixList require(Ec2Call call, @Nullable String id) {
        PrefixListId known = PrefixLists.require(call, id);
        return call.find(ManagedPrefixList.class, known)
                .orElseThrow(() -> Ec2Error.OPERATION_NOT_PERMITTED.of(
                        "The prefix list '" + known + "' is managed by AWS and cannot be changed."));
    }
}
