package dev.postern.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Dates as policies write them: one of the W3C's ISO 8601 forms, or seconds since 1970. */
final class PolicyDates {
    private PolicyDates() {}

    static Optional<Instant> find(String text) {
        String date = text.strip();
        try {
            if (date.matches("-?\\d{5,18}")) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(date)));
            }
            if (date.matches("\\d{4}")) {
                return Optional.of(startOf(LocalDate.of(Integer.parseInt(date), 1, 1)));
            }
            if (date.matches("\\d{4}-\\d{2}")) {
                return Optional.of(startOf(LocalDate.parse(date + "-01")));
            }
            if (date.indexOf('T') < 0 && date.indexOf('t') < 0) {
                return Optional.of(startOf(LocalDate.parse(date)));
            }
            return Optional.of(
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(date, OffsetDateTime::from, LocalDateTime::from)
                                    instanceof OffsetDateTime offset
                            ? offset.toInstant()
                            : LocalDateTime.parse(date, DateTimeFormatter.ISO_DATE_TIME)
                                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant startOf(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
