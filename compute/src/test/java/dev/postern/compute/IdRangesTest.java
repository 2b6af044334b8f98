package dev.postern.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.linux.IdRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdRangesTest {
    private static final int MANY = 300;

    @TempDir
    Path instances;

    @Test
    void givesEachInstanceItsOwnAndTheSameToTheNextProcess() throws IOException {
        IdRanges ranges = open();
        Set<IdRange> given = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            given.add(ranges.of(InstanceFixture.id(i)));
        }
        assertThat(given).hasSize(MANY);
        // Neither the host's users, nor those that systemd gives away, nor what some programs take for negative.
        assertThat(given).allMatch(range -> range.first() >= 0x7000_0000L && range.first() < 0x7ffe_0000L);

        IdRanges next = open();
        for (int i = 0; i < MANY; i++) {
            assertThat(next.of(InstanceFixture.id(i))).isEqualTo(ranges.of(InstanceFixture.id(i)));
        }
        assertThat(given).doesNotContain(next.of(InstanceFixture.id(MANY)));
    }

    @Test
    void rangeOfADeletedInstanceRests() throws IOException {
        IdRanges ranges = open();
        IdRange first = ranges.of(InstanceFixture.id(1));
        Trees.delete(instances.resolve(InstanceFixture.id(1).value()));
        ranges.release(InstanceFixture.id(1));
        assertThat(ranges.of(InstanceFixture.id(2))).isNotEqualTo(first);
    }

    @Test
    void processThatWasKilledHalfWayHasGivenNothing() throws IOException {
        Path home =
                Files.createDirectories(instances.resolve(InstanceFixture.id(1).value()));
        Files.writeString(home.resolve("ids.new"), "18");
        assertThat(open().of(InstanceFixture.id(1)).isMapped()).isTrue();
    }

    @Test
    void damagedRangeOfAnInstanceThatDoesNotRunIsMadeAnew() throws IOException {
        for (String content : List.of("", "garbage", "187", "-65536", "\u00ff\u0000")) {
            damage(content);
            IdRanges ranges = open();
            assertThat(ranges.repairs()).singleElement().satisfies(repair -> {
                assertThat(repair.instance()).isEqualTo(InstanceFixture.id(1));
                assertThat(repair.kept()).isEmpty();
                assertThat(repair.problem().where()).endsWith("/ids");
            });
            IdRange fresh = ranges.of(InstanceFixture.id(1));
            assertThat(fresh.isMapped()).isTrue();
            assertThat(open().repairs()).isEmpty();
            assertThat(open().of(InstanceFixture.id(1))).isEqualTo(fresh);
        }
    }

    @Test
    void damagedRangeOfAnInstanceThatRunsIsRefusedInWordsUnlessItsProcessTells() throws IOException {
        Path file = damage("garbage");
        long init = 1; // whose users are the host's, all of them: no range of ours
        assertThatThrownBy(() -> IdRanges.open(instances, () -> true, _ -> Optional.of(init))
                        .repairs())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " is damaged");
        assertThat(file).hasContent("garbage");
    }

    private Path damage(String content) throws IOException {
        Path home =
                Files.createDirectories(instances.resolve(InstanceFixture.id(1).value()));
        return Files.writeString(home.resolve("ids"), content);
    }

    /** Opened where nothing runs. */
    private IdRanges open() throws IOException {
        return IdRanges.open(instances, () -> true, _ -> Optional.empty());
    }

    @Test
    void hostsOwnIdsWhereNothingCanBeMapped() throws IOException {
        assertThat(IdRanges.open(instances, () -> false, _ -> Optional.empty()).of(InstanceFixture.id(1)))
                .isEqualTo(IdRange.HOSTS_OWN);
    }
}
