package dev.postern.server.imported.terraform;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.server.imported.records.Item;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instance of a resource in a state.
 *
 * @param type as {@code aws_vpc}
 * @param provider whose it is, with its alias where the state says it
 * @param managed whether Terraform made it; data sources only look something up
 * @param item its attributes; its id is its address, as {@code module.net.aws_subnet.private[0]}
 */
record Resource(String type, String provider, boolean managed, Item item) {
    private static final Pattern ZONE = Pattern.compile("([a-z]{2}-[a-z]+-\\d)[a-z]");

    String id() {
        return item.need("id");
    }

    /** What it says itself of whose it is. */
    Optional<AccountId> account() {
        return Arn.parse(said("arn"))
                .map(Arn::account)
                .or(() -> Optional.of(said("owner_id")))
                .filter(AccountId::isValid)
                .map(AccountId::new);
    }

    /** What it says itself of where it is. */
    Optional<Region> region() {
        Matcher zone = ZONE.matcher(said("availability_zone"));
        return Region.find(said("region"))
                .or(() -> Arn.parse(said("arn")).flatMap(arn -> Region.find(arn.region())))
                .or(() -> zone.matches() ? Region.find(zone.group(1)) : Optional.empty());
    }

    private String said(String attribute) {
        return item.node().path(attribute).asText("");
    }
}
