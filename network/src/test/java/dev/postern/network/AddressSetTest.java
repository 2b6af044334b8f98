package dev.postern.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Seeds;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** However a set of addresses came about, it is the fewest blocks. */
final class AddressSetTest {
    @Test
    void oneMoreOrOneLessIsAsIfMadeAnew() {
        Seeds.each(40, random -> {
            TreeSet<Ip> known = new TreeSet<>();
            AddressSet set = AddressSet.NONE;
            for (int i = 0; i < 300; i++) {
                Ip address = address(random);
                boolean add = random.nextInt(5) < 3;
                set = add ? set.plus(address) : set.minus(address);
                if (add) {
                    known.add(address);
                } else {
                    known.remove(address);
                }
                assertThat(set).isEqualTo(of(known));
            }
        });
    }

    @Test
    void addressIsTakenOutOfABlock() {
        AddressSet all = AddressSet.ALL;
        Seeds.each(20, random -> {
            Ip address = address(random);
            AddressSet rest = all.minus(address);
            assertThat(rest.contains(address)).isFalse();
            assertThat(rest.contains(address.plus(1))).isTrue();
            assertThat(rest.contains(address.plus(-1))).isTrue();
            assertThat(rest.plus(address)).isEqualTo(all);
        });
    }

    @Test
    void blockIsTakenOut() {
        Seeds.each(40, random -> {
            TreeSet<Ip> known = new TreeSet<>();
            for (int i = 0; i < 200; i++) {
                known.add(address(random));
            }
            Cidr gone = new Cidr(address(random), 28 + random.nextInt(5));
            AddressSet rest = of(known).minus(gone);
            known.removeIf(gone::contains);
            assertThat(rest).isEqualTo(of(known));
            AddressSet hole = AddressSet.ALL.minus(gone);
            assertThat(hole.contains(gone.first())).isFalse();
            assertThat(hole.contains(gone.last())).isFalse();
            assertThat(hole.union(AddressSet.of(List.of(gone)))).isEqualTo(AddressSet.ALL);
        });
    }

    @Test
    void unionHasWhatEitherHas() {
        Seeds.each(40, random -> {
            AddressSet one = blocks(random);
            AddressSet other = blocks(random);
            AddressSet both = one.union(other);
            assertThat(both).isEqualTo(other.union(one));
            for (int i = 0; i < 100; i++) {
                Ip address = address(random);
                assertThat(both.contains(address)).isEqualTo(one.contains(address) || other.contains(address));
            }
        });
    }

    /** Of either family, near its beginning or its end, so that many are neighbours. */
    private static Ip address(Random random) {
        int place = random.nextInt(64);
        return switch (random.nextInt(4)) {
            case 0 -> Ip.v4(place);
            case 1 -> Ip.v4(0xffff_ffffL - place);
            case 2 -> new Ip(Family.IPV6, 0x2001_0db8L << 32, place);
            default -> new Ip(Family.IPV6, 0x2001_0db8L << 32, -1L - place);
        };
    }

    private static AddressSet blocks(Random random) {
        TreeSet<Cidr> blocks = new TreeSet<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            Ip address = address(random);
            blocks.add(new Cidr(address, address.family().bits() - random.nextInt(7)));
        }
        return AddressSet.of(blocks);
    }

    private static AddressSet of(Set<Ip> addresses) {
        return AddressSet.of(addresses.stream().map(Ip::asCidr).toList());
    }
}
