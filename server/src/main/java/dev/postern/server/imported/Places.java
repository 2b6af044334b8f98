package dev.postern.server.imported;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Of which account and Region a record is: what it says itself, else what its file's directory is called, else what the command says, else
 * where what else is in its VPC is, else the only one that any file names. If none of these knows, nothing is imported.
 */
final class Places {
    private static final Pattern ZONE = Pattern.compile("([a-z]{2}-[a-z]+-\\d)[a-z]");
    private static final Pattern SERVICE = Pattern.compile("com\\.amazonaws\\.(?:vpce\\.)?([a-z]{2}-[a-z]+-\\d)\\..*");

    private final Optional<AccountId> chosenAccount;
    private final Optional<Region> chosenRegion;
    private final TreeSet<AccountId> accounts = new TreeSet<>();
    private final TreeSet<Region> regions = new TreeSet<>();
    private final Map<String, Region> byVpc = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    Places(Records records, Optional<AccountId> account, Optional<Region> region) {
        this.chosenAccount = account;
        this.chosenRegion = region;
        records.all().forEach(this::learn);
    }

    List<Finding> findings() {
        return findings;
    }

    private void learn(Item item) {
        ownAccount(item).or(item.source()::account).ifPresent(accounts::add);
        Optional<Region> region = ownRegion(item).or(item.source()::region);
        region.ifPresent(known -> {
            regions.add(known);
            String vpc = item.node().path("VpcId").asText();
            if (!vpc.isEmpty()) {
                byVpc.put(vpc, known);
            }
        });
    }

    Scope of(Item item) {
        return new Scope(account(item), region(item));
    }

    AccountId account(Item item) {
        agree(item, ownAccount(item), item.source().account(), "account");
        return ownAccount(item)
                .or(item.source()::account)
                .or(() -> chosenAccount)
                .or(() -> only(item, accounts, "account"))
                .orElseThrow(() -> item.mistake("its account cannot be known: name it by --account, or put the file in"
                        + " a directory that is called after it"));
    }

    Region region(Item item) {
        agree(item, ownRegion(item), item.source().region(), "Region");
        return ownRegion(item)
                .or(item.source()::region)
                .or(() ->
                        Optional.ofNullable(byVpc.get(item.node().path("VpcId").asText())))
                .or(() -> chosenRegion)
                .or(() -> only(item, regions, "Region"))
                .orElseThrow(() -> item.mistake("its Region cannot be known: name it by --region, or put the file in a"
                        + " directory that is called after it"));
    }

    private static void agree(Item item, Optional<?> own, Optional<?> directory, String what) {
        if (own.isPresent() && directory.isPresent() && !own.equals(directory)) {
            throw item.mistake("is of " + what + " " + own.get() + ", but its directory is called " + directory.get());
        }
    }

    private <T> Optional<T> only(Item item, NavigableSet<T> all, String what) {
        if (all.size() != 1) {
            return Optional.empty();
        }
        String reason = "no record of it says its " + what + ": taken as of " + all.getFirst()
                + ", the only one that any file names";
        Finding finding = new Finding(item.source().name(), "", what, reason);
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
        return Optional.of(all.getFirst());
    }

    private static Optional<AccountId> ownAccount(Item item) {
        String owner = item.node().path("OwnerId").asText();
        return AccountId.isValid(owner)
                ? Optional.of(new AccountId(owner))
                : arns(item)
                        .map(Arn::account)
                        .filter(AccountId::isValid)
                        .map(AccountId::new)
                        .findFirst();
    }

    private static Optional<Region> ownRegion(Item item) {
        JsonNode node = item.node();
        String zone = node.path("AvailabilityZone")
                .asText(node.path("Placement").path("AvailabilityZone").asText());
        Matcher inZone = ZONE.matcher(zone);
        Matcher inService = SERVICE.matcher(node.path("ServiceName").asText());
        Optional<Region> own = arns(item)
                .flatMap(arn -> Region.find(arn.region()).stream())
                .findFirst()
                .or(() -> inZone.matches() ? Region.find(inZone.group(1)) : Optional.empty())
                .or(() -> Region.find(node.path("NetworkBorderGroup").asText()))
                .or(() -> Region.find(node.path("BucketRegion").asText()));
        // The service may be in another Region than the endpoint, which is where its VPC is.
        return node.path("VpcEndpointType").asText().equals("Interface")
                ? own
                : own.or(() -> Region.find(node.path("ServiceRegion").asText()))
                        .or(() -> inService.matches() ? Region.find(inService.group(1)) : Optional.empty());
    }

    /** The ARNs of the record itself: of its instance profile, its Outpost or its policy somebody else may be the owner. */
    private static Stream<Arn> arns(Item item) {
        List<Arn> arns = new ArrayList<>();
        item.node().properties().forEach(field -> {
            String name = field.getKey();
            if (name.endsWith("Arn")
                    && !name.equals("OutpostArn")
                    && field.getValue().isTextual()) {
                Arn.parse(field.getValue().asText()).ifPresent(arns::add);
            }
        });
        return arns.stream();
    }
}
