package dev.postern.server.verify.checks;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import dev.postern.policy.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who is not one's own: nobody knows them, so all are supposed of whom the policies speak, and one of whom they do not. Their accounts let
 * them do everything.
 */
final class Foreigners {
    private static final List<String> UNKNOWN = List.of("210987654321", "210987654322", "210987654323");
    private static final Pattern NUMBER = Pattern.compile("(?<![0-9])[0-9]{12}(?![0-9])");
    private static final String EVERYTHING =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

    private final PerimeterCheck check;
    private final Set<AccountId> accounts = new LinkedHashSet<>();
    private final Map<String, Who> all = new LinkedHashMap<>();
    private final Change.Builder made = Change.builder();

    Foreigners(Snapshot snapshot, Policies policies, PerimeterCheck check) {
        this.check = check;
        List<String> texts = texts(policies);
        UNKNOWN.stream()
                .map(AccountId::new)
                .filter(account -> !check.accounts().contains(account)
                        && texts.stream().noneMatch(text -> text.contains(account.value())))
                .findFirst()
                .ifPresent(accounts::add);
        snapshot.all(Account.class).stream().map(Account::id).forEach(this::account);
        texts.forEach(this::accountsIn);
        all.put("anonymous", Who.stranger(new Caller.Anonymous(), "anonymous"));
        accounts.forEach(
                account -> add(new Caller.Root(account), "the root user of account " + account + " (not trusted)"));
        AccountId unknown = accounts.iterator().next();
        role(unknown, "/", "stranger", "stranger");
        user(unknown, "/", "stranger");
        policies.principals().forEach(principal -> {
            if (principal instanceof Principal.Named(String arn)) {
                named(arn);
            }
        });
        policies.values("aws:principalarn").forEach(pattern -> like(pattern, unknown));
        policies.values("aws:username").forEach(name -> Samples.of(name).forEach(one -> user(unknown, "/", one)));
        policies.values("aws:userid").stream()
                .filter(text -> text.contains(":"))
                .flatMap(text -> Samples.of(text.substring(text.indexOf(':') + 1)).stream())
                .forEach(session -> role(unknown, "/", "stranger", session));
    }

    private static List<String> texts(Policies policies) {
        return Stream.of(
                        policies.conditions().flatMap(condition -> condition.values().stream()),
                        policies.principals().map(Principal::toString),
                        policies.statements()
                                .flatMap(statement -> statement.resources().stream())
                                .flatMap(clause -> clause.resources().stream()))
                .flatMap(texts -> texts)
                .distinct()
                .toList();
    }

    private void account(AccountId account) {
        if (!check.accounts().contains(account)) {
            accounts.add(account);
        }
    }

    /** Accounts that a text names, or whose numbers match where it has one: of an ARN or as it is. */
    private void accountsIn(String text) {
        Matcher number = NUMBER.matcher(text);
        while (number.find()) {
            if (AccountId.isValid(number.group())) {
                account(new AccountId(number.group()));
            }
        }
        String[] parts = text.split(":", 6);
        String place = parts.length == 6 ? parts[4] : text;
        if (place.matches("[0-9*?]+") && Samples.isPattern(place)) {
            Samples.accounts(place, check.accounts()).stream().limit(1).forEach(accounts::add);
        }
    }

    private void add(Caller caller, String shown) {
        Who who = Who.stranger(caller, shown);
        if (who.names().noneMatch(check::excepts)) {
            all.putIfAbsent(caller.arn(), who);
        }
    }

    private void named(String text) {
        Arn.parse(text)
                .filter(arn -> AccountId.isValid(arn.account()))
                .filter(arn -> !check.accounts().contains(new AccountId(arn.account())))
                .ifPresent(arn -> of(new AccountId(arn.account()), arn.resource()));
    }

    private void of(AccountId account, String resource) {
        int slash = resource.indexOf('/');
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        String path = slash < 0 ? "/" : resource.substring(slash, resource.length() - name.length());
        if (resource.startsWith("assumed-role/")) {
            String[] parts = resource.split("/", 3);
            role(account, "/", parts[1], parts.length > 2 ? parts[2] : "stranger");
        } else if (resource.startsWith("role/")) {
            role(account, path, name, "stranger");
        } else if (resource.startsWith("user/")) {
            user(account, path, name);
        }
    }

    /** Whom a pattern for ARNs of principals matches. */
    private void like(String pattern, AccountId unknown) {
        String[] parts = pattern.split(":", 6);
        List<AccountId> whose = new ArrayList<>(List.of(unknown));
        if (parts.length == 6 && AccountId.isValid(parts[4])) {
            whose = new ArrayList<>(List.of(new AccountId(parts[4])));
            whose.removeAll(check.accounts());
        } else if (parts.length == 6) {
            whose.addAll(Samples.accounts(parts[4], check.accounts()));
        }
        for (AccountId account : whose) {
            for (String text : Samples.of(pattern)) {
                String resource = text.substring(text.lastIndexOf(':') + 1);
                of(account, resource);
                String name = resource.substring(resource.lastIndexOf('/') + 1);
                role(account, "/", name, "stranger");
                user(account, "/", name);
            }
        }
    }

    private void role(AccountId account, String path, String name, String session) {
        if (name.isEmpty() || session.isEmpty()) {
            return;
        }
        Role role = new Role(
                Scope.ofAccount(account),
                name,
                path,
                "AROA" + id(account, path + name),
                "{}",
                "",
                3600,
                Instant.EPOCH,
                everything(),
                List.of(),
                Optional.empty(),
                Tags.NONE);
        made.put(role);
        Caller caller = Callers.session(role, session, Optional.empty());
        add(caller, caller.arn() + " (of an account that is not trusted, and lets it)");
    }

    private void user(AccountId account, String path, String name) {
        if (name.isEmpty()) {
            return;
        }
        User user = new User(
                Scope.ofAccount(account),
                name,
                path,
                "AIDA" + id(account, path + name),
                Instant.EPOCH,
                everything(),
                List.of(),
                Optional.empty(),
                List.of(),
                Tags.NONE);
        made.put(user);
        Caller caller = Callers.of(user);
        add(caller, caller.arn() + " (of an account that is not trusted, and lets it)");
    }

    private static SortedMap<String, String> everything() {
        return new TreeMap<>(Map.of("everything", EVERYTHING));
    }

    private static String id(AccountId account, String name) {
        String text = account + name;
        return String.format("%017X", Integer.toUnsignedLong(text.hashCode()) * 0x10001L + text.length());
    }

    /** Their accounts; the first is one of which no policy speaks. */
    List<AccountId> accounts() {
        return List.copyOf(accounts);
    }

    List<Who> all() {
        return List.copyOf(all.values());
    }

    /** What makes them. */
    Change made() {
        return made.build();
    }
}
