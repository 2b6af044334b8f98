package dev.postern.storage.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.storage.events.EventQuery.Attribute;
import dev.postern.storage.events.EventQuery.Place;
import dev.postern.storage.events.EventQuery.Wanted;
import dev.postern.storage.events.EventStore.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are kept across starts, found by what they are, and bounded in number, bytes and days. */
class SqliteEventStoreTest {
    private static final Scope SCOPE = new Scope(new AccountId("000000000000"), Region.US_EAST_1);
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("events.db");
    }

    private static KeptEvent event(int number, Instant at, String text) {
        return new KeptEvent(
                "id-" + number,
                at,
                SCOPE.account(),
                SCOPE.region(),
                number % 2 == 0 ? "CreateVpc" : "DescribeVpcs",
                "ec2.amazonaws.com",
                number % 2 != 0,
                "jo",
                "AKIA" + number,
                List.of(new KeptEvent.Named("AWS::EC2::VPC", "vpc-" + number), new KeptEvent.Named("T\tx", "a\nb")),
                text);
    }

    private static List<KeptEvent> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(i, START.plusSeconds(i / 3), "{}"))
                .toList();
    }

    private static EventQuery query(Optional<Wanted> wanted, Optional<Place> before, int limit) {
        return new EventQuery(SCOPE, Instant.EPOCH, START.plus(Duration.ofDays(400)), wanted, before, limit);
    }

    private static List<String> ids(EventStore store, Attribute attribute, String value) {
        return store.find(query(Optional.of(new Wanted(attribute, value)), Optional.empty(), 50)).events().stream()
                .map(KeptEvent::id)
                .toList();
    }

    @Test
    void pagesAreWholeAndInOrderAndOutliveTheProcess() {
        try (SqliteEventStore store = new SqliteEventStore(file())) {
            store.append(events(20), START);
        }
        try (SqliteEventStore store = new SqliteEventStore(file())) {
            List<String> ids = new ArrayList<>();
            Optional<Place> before = Optional.empty();
            do {
                Found found = store.find(query(Optional.empty(), before, 7));
                found.events().forEach(event -> ids.add(event.id()));
                before = found.next();
            } while (before.isPresent());
            assertThat(ids)
                    .isEqualTo(IntStream.range(0, 20)
                            .mapToObj(i -> "id-" + (19 - i))
                            .toList());
            assertThat(store.find(query(Optional.empty(), Optional.empty(), 20)).next())
                    .isEmpty();
        }
    }

    @Test
    void eachAttributeFindsItsOwn() {
        try (SqliteEventStore store = new SqliteEventStore(file())) {
            store.append(events(20), START);
            assertThat(ids(store, Attribute.ID, "id-3")).containsExactly("id-3");
            assertThat(ids(store, Attribute.NAME, "CreateVpc")).hasSize(10);
            assertThat(ids(store, Attribute.READ_ONLY, "true")).hasSize(10).contains("id-1");
            assertThat(ids(store, Attribute.USER_NAME, "jo")).hasSize(20);
            assertThat(ids(store, Attribute.SOURCE, "s3.amazonaws.com")).isEmpty();
            assertThat(ids(store, Attribute.ACCESS_KEY_ID, "AKIA7")).containsExactly("id-7");
            assertThat(ids(store, Attribute.RESOURCE_NAME, "vpc-1")).containsExactly("id-1");
            assertThat(ids(store, Attribute.RESOURCE_NAME, "vpc-")).isEmpty();
            assertThat(ids(store, Attribute.RESOURCE_TYPE, "AWS::EC2::VPC")).hasSize(20);
            assertThat(ids(store, Attribute.NAME, "' OR '1'='1")).isEmpty();
            assertThat(store.find(query(Optional.empty(), Optional.empty(), 1))
                            .events()
                            .getFirst()
                            .resources())
                    .containsExactly(new KeptEvent.Named("AWS::EC2::VPC", "vpc-19"), new KeptEvent.Named("T x", "a b"));
        }
    }

    @Test
    void theOldestGoWhereThereAreTooManyOrTooLargeOrTooOld() {
        try (SqliteEventStore store = new SqliteEventStore(file(), 10, 10_000)) {
            store.append(events(25), START);
            assertThat(ids(store, Attribute.USER_NAME, "jo"))
                    .hasSize(10)
                    .contains("id-24")
                    .doesNotContain("id-14");
            store.append(List.of(event(100, START, "x".repeat(9_800))), START);
            assertThat(ids(store, Attribute.USER_NAME, "jo")).contains("id-100").hasSizeLessThan(10);
            store.append(List.of(event(101, START, "x".repeat(20_000))), START);
            assertThat(ids(store, Attribute.USER_NAME, "jo")).isEmpty();
        }
        try (SqliteEventStore store = new SqliteEventStore(file(), 10, 10_000)) {
            store.append(List.of(event(1, START, "{}")), START);
            store.append(List.of(event(2, START.plus(Duration.ofDays(91)), "{}")), START.plus(Duration.ofDays(91)));
            assertThat(ids(store, Attribute.USER_NAME, "jo")).containsExactly("id-2");
            store.clear();
            assertThat(ids(store, Attribute.USER_NAME, "jo")).isEmpty();
            store.append(events(3), START);
            assertThat(ids(store, Attribute.USER_NAME, "jo")).hasSize(3);
        }
    }
}
