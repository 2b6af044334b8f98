package dev.postern.services.ec2.call;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The quotas of this cloud: AWS's defaults, and what the person who started it has chosen instead.
 *
 * @param chosen how many there may be of what differs from the default; each at least 1
 */
public record Quotas(Map<Quota, Integer> chosen) {
    public static final Quotas DEFAULTS = new Quotas(Map.of());

    public Quotas {
        chosen = Map.copyOf(chosen);
    }

    /**
     * Understands {@code NAME=N}, where the name is a word as {@code subnets-per-vpc}, AWS's name or AWS's code.
     *
     * @throws IllegalArgumentException with a text for the person
     */
    public static Quotas of(Collection<String> texts) {
        EnumMap<Quota, Integer> chosen = new EnumMap<>(Quota.class);
        for (String text : texts) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            Quota quota = Quota.find(name)
                    .orElseThrow(
                            () -> new IllegalArgumentException("there is no quota " + name + "; there are:\n" + all()));
            String number = text.substring(equals + 1);
            if (equals < 0 || !number.matches("[1-9][0-9]{0,8}")) {
                throw new IllegalArgumentException(
                        quota.word() + " takes a number from 1 on, as " + quota.word() + "=" + quota.byDefault());
            }
            chosen.put(quota, Integer.parseInt(number));
        }
        return new Quotas(chosen);
    }

    private static String all() {
        return Arrays.stream(Quota.values())
                .map(quota ->
                        "  %-32s %s (%s): %d".formatted(quota.word(), quota.title(), quota.code(), quota.byDefault()))
                .collect(Collectors.joining("\n"));
    }

    public int of(Quota quota) {
        return chosen.getOrDefault(quota, quota.byDefault());
    }

    /** Refuses more than there may be; the arguments are for the error's text. */
    void check(Quota quota, long wanted, Object... arguments) {
        if (wanted > of(quota)) {
            throw quota.error().of(List.of(arguments).toArray());
        }
    }
}
