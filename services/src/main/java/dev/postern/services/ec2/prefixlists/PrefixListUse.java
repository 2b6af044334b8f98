package dev.postern.services.ec2.prefixlists;

import dev.postern.model.Indexes;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Quota;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What names a prefix list, and how much of a quota that takes: as much as the list may have entries, however few it has.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html#managed-prefix-lists-concepts">Prefix
 *     lists concepts and rules</a>
 */
public final class PrefixListUse {
    /** What AWS counts its own lists of S3 and DynamoDB as. */
    private static final int AWS_MANAGED = 1;

    private PrefixListUse() {}

    /** How many routes of a table's quota some routes are. */
    public static long ofRoutes(Ec2Call call, Collection<Route> routes) {
        return routes(routes, list -> weight(call, list));
    }

    /** How many rules of a group's quota some rules are. */
    public static long ofRules(Ec2Call call, Collection<SecurityGroupRule> rules) {
        return rules(rules, list -> weight(call, list));
    }

    private static int weight(Ec2Call call, PrefixListId id) {
        return call.find(ManagedPrefixList.class, id)
                .map(ManagedPrefixList::maxEntries)
                .orElse(AWS_MANAGED);
    }

    private static long routes(Collection<Route> routes, ToLongFunction<PrefixListId> weight) {
        return routes.stream()
                .mapToLong(route -> route.destination() instanceof Route.ToPrefixList(PrefixListId list)
                        ? weight.applyAsLong(list)
                        : 1)
                .sum();
    }

    private static long rules(Collection<SecurityGroupRule> rules, ToLongFunction<PrefixListId> weight) {
        return rules.stream()
                .mapToLong(rule -> rule.peer() instanceof SecurityGroupRule.PrefixListPeer(PrefixListId list)
                        ? weight.applyAsLong(list)
                        : 1)
                .sum();
    }

    static Collection<RouteTable> tables(Ec2Call call, PrefixListId list) {
        return call.snapshot().by(Indexes.ROUTE_TABLES_BY_PREFIX_LIST, list).values();
    }

    static Collection<SecurityGroup> groups(Ec2Call call, PrefixListId list) {
        return call.snapshot().by(Indexes.GROUPS_BY_PREFIX_LIST, list).values();
    }

    /** The ids of the route tables, then of the security groups, that would go beyond their quotas if a list were of another size. */
    static List<List<String>> tooLarge(Ec2Call call, ManagedPrefixList list, int maxEntries) {
        ToLongFunction<PrefixListId> weight = id -> id.equals(list.id()) ? maxEntries : weight(call, id);
        List<String> tables = tables(call, list.id()).stream()
                .filter(table -> routes(table.routes(), weight) > call.quotas().of(Quota.ROUTES_PER_ROUTE_TABLE))
                .map(RouteTable::key)
                .toList();
        List<String> groups = groups(call, list.id()).stream()
                .filter(group -> goesBeyond(call, group, false, weight) || goesBeyond(call, group, true, weight))
                .map(SecurityGroup::key)
                .toList();
        return List.of(tables, groups);
    }

    private static boolean goesBeyond(
            Ec2Call call, SecurityGroup group, boolean egress, ToLongFunction<PrefixListId> weight) {
        List<SecurityGroupRule> rules =
                group.rules().stream().filter(rule -> rule.egress() == egress).toList();
        return rules(rules, weight) > call.quotas().of(Quota.RULES_PER_SECURITY_GROUP);
    }
}
