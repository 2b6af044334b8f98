package dev.postern.server.verify.checks;

import dev.postern.model.AccountId;
import dev.postern.policy.Glob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that match patterns of policies. */
final class Samples {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)\\}");
    private static final int ACCOUNT_DIGITS = 12;

    private Samples() {}

    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.contains("${");
    }

    /** A text that a pattern matches, with a filler in the place of stars and variables. */
    static String filled(String pattern, String filler) {
        String plain = VARIABLE.matcher(pattern).replaceAll(found -> {
            String inside = found.group(1).strip();
            return inside.length() == 1 ? "\u0001" + (int) inside.charAt(0) + "\u0002" : "*";
        });
        String text = plain.replace("*", filler).replace('?', '7');
        Matcher literal = Pattern.compile("\u0001([0-9]+)\u0002").matcher(text);
        return literal.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1)))));
    }

    /** Texts that a pattern matches, with fillers in the place of stars: none, and something. */
    static List<String> of(String pattern) {
        return isPattern(pattern) ? List.of(filled(pattern, "x"), filled(pattern, "")) : List.of(pattern);
    }

    /**
     * Texts that patterns match, and those that two of them match.
     *
     * @param max how many of the patterns are put into one another
     */
    static Set<String> together(Collection<String> patterns, int max) {
        Set<String> all = new LinkedHashSet<>();
        patterns.forEach(pattern -> all.addAll(of(pattern)));
        List<String> some =
                patterns.stream().filter(Samples::isPattern).limit(max).toList();
        List<String> base = new ArrayList<>(all).subList(0, Math.min(all.size(), 2 * max));
        for (String pattern : some) {
            base.forEach(text -> all.add(filled(pattern, text)));
        }
        return all;
    }

    /** Accounts that a pattern matches, but not those. */
    static List<AccountId> accounts(String pattern, Collection<AccountId> but) {
        List<AccountId> found = new ArrayList<>();
        for (String digit : new String[] {"7", "8", "3"}) {
            String digits = pattern.replace("?", digit);
            int star = digits.indexOf('*');
            if (star >= 0) {
                String rest = digits.replace("*", "");
                int missing = ACCOUNT_DIGITS - rest.length();
                digits = missing < 0 ? "" : digits.substring(0, star) + digit.repeat(missing) + rest.substring(star);
            }
            if (AccountId.isValid(digits) && Glob.of(pattern).matches(digits)) {
                AccountId account = new AccountId(digits);
                if (!but.contains(account)) {
                    found.add(account);
                }
            }
        }
        return found;
    }
}
