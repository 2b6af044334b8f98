package dev.postern.server.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nobody's greed leaves the others without a place. */
final class SharesTest {
    private static final int BOUND = 120;

    private static List<Shares.Place> all(Shares<String> shares, String who) {
        List<Shares.Place> taken = new ArrayList<>();
        for (Optional<Shares.Place> place = shares.take(who); place.isPresent(); place = shares.take(who)) {
            taken.add(place.get());
        }
        return taken;
    }

    @Test
    void oneAloneGetsHalf() {
        Shares<String> shares = new Shares<>(BOUND);
        assertThat(all(shares, "a")).hasSize(BOUND / 2);
        assertThat(shares.count()).isEqualTo(BOUND / 2);
    }

    @Test
    void whoComesAnewFindsAPlaceHoweverManyAreGreedy() {
        Shares<String> shares = new Shares<>(BOUND);
        for (int greedy = 0; greedy < 6; greedy++) {
            List<Shares.Place> got = all(shares, "greedy-" + greedy);
            assertThat(got).as("the %s. to come", greedy + 1).isNotEmpty();
        }
        assertThat(shares.take("new")).isPresent();
    }

    @Test
    void thoseWhoTakeInTurnsGetTheSame() {
        Shares<String> shares = new Shares<>(BOUND);
        int[] got = new int[3];
        for (int turn = 0; turn < BOUND; turn++) {
            int who = turn % got.length;
            got[who] += shares.take("one-" + who).isPresent() ? 1 : 0;
        }
        assertThat(got).containsExactly(BOUND / 4, BOUND / 4, BOUND / 4);
    }

    @Test
    void placesComeBackOnce() {
        Shares<String> shares = new Shares<>(BOUND);
        List<Shares.Place> taken = all(shares, "a");
        taken.getFirst().leave();
        taken.getFirst().leave();
        assertThat(shares.count()).isEqualTo(BOUND / 2 - 1);
        assertThat(all(shares, "a")).hasSize(1);
        taken.forEach(Shares.Place::leave);
        assertThat(shares.count()).isEqualTo(1);
    }

    @Test
    void neverMoreThanThereAre() {
        Seeds.each(100, random -> {
            Shares<Integer> shares = new Shares<>(1 + random.nextInt(20));
            List<Shares.Place> taken = new ArrayList<>();
            int most = 0;
            for (int i = 0; i < 200; i++) {
                if (random.nextInt(3) > 0) {
                    shares.take(random.nextInt(30)).ifPresent(taken::add);
                } else if (!taken.isEmpty()) {
                    taken.remove(random.nextInt(taken.size())).leave();
                }
                most = Math.max(most, shares.count());
                assertThat(shares.count()).isEqualTo(taken.size());
            }
            assertThat(most).isLessThanOrEqualTo(20);
        });
    }
}
