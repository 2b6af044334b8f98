package dev.postern.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.linux.IdRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdRangesTest {
    private static final int MANY = 300;

    @TempDir
    Path instances;

    @Test
    void givesEachInstanceItsOwnAndTheSameToTheNextProcess() throws IOException {
        IdRanges ranges = IdRanges.open(instances, () -> true);
        Set<IdRange> given = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            given.add(ranges.of(InstanceFixture.id(i)));
        }
        assertThat(given).hasSize(MANY);
        // Neither the host's users, nor those that systemd gives away, nor what some programs take for negative.
        assertThat(given).allMatch(range -> range.first() >= 0x7000_0000L && range.first() < 0x7ffe_0000L);

        IdRanges next = IdRanges.open(instances, () -> true);
        for (int i = 0; i < MANY; i++) {
            assertThat(next.of(InstanceFixture.id(i))).isEqualTo(ranges.of(InstanceFixture.id(i)));
        }
        assertThat(given).doesNotContain(next.of(InstanceFixture.id(MANY)));
    }

    @Test
    void rangeOfADeletedInstanceRests() throws IOException {
        IdRanges ranges = IdRanges.open(instances, () -> true);
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
        assertThat(IdRanges.open(instances, () -> true)
                        .of(InstanceFixture.id(1))
                        .isMapped())
                .isTrue();
    }

    @Test
    void damagedRangeIsRefusedInWords() throws IOException {
        Path file = Files.createDirectories(
                        instances.resolve(InstanceFixture.id(1).value()))
                .resolve("ids");
        for (String content : List.of("", "garbage", "187", "-65536")) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> IdRanges.open(instances, () -> true))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + " is damaged");
        }
    }

    @Test
    void hostsOwnIdsWhereNothingCanBeMapped() throws IOException {
        assertThat(IdRanges.open(instances, () -> false).of(InstanceFixture.id(1)))
                .isEqualTo(IdRange.HOSTS_OWN);
    }
}
