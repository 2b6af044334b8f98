package dev.postern.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A block is the numbers from its first to its last, whatever the family. */
final class CidrTest {
    private static final int TIMES = 3_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void hasAsManyAddressesAsItsLengthSays(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        for (int i = 0; i < TIMES; i++) {
            Ip within = Addresses.any(random);
            Cidr block = new Cidr(within, random.nextInt(within.family().bits() + 1));
            BigInteger size = BigInteger.ONE.shiftLeft(within.family().bits() - block.length());
            BigInteger first = Addresses.number(block.first());
            assertThat(first.mod(size)).as("host bits of %s", block).isEqualTo(BigInteger.ZERO);
            assertThat(Addresses.number(block.last())).isEqualTo(first.add(size).subtract(BigInteger.ONE));
            assertThat(block.contains(within)).isTrue();
            assertThat(Cidr.find(block.toString())).contains(block);
            assertThat(Cidr.find(within + "/" + block.length())).contains(block);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void containsWhatLiesBetweenItsEnds(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        for (int i = 0; i < TIMES; i++) {
            Cidr block = block(random, Addresses.any(random));
            Ip ip = switch (random.nextInt(4)) {
                case 0 -> block.first().plus(-1);
                case 1 -> block.last().plus(1);
                case 2 -> block.first().plus(random.nextInt(300));
                default -> Addresses.any(random);
            };
            assertThat(block.contains(ip)).as("%s in %s", ip, block).isEqualTo(between(block, ip));
            Cidr other = block(random, ip);
            assertThat(block.contains(other))
                    .as("%s in %s", other, block)
                    .isEqualTo(between(block, other.first()) && between(block, other.last()));
            boolean overlap =
                    between(block, other.first()) || between(block, other.last()) || between(other, block.first());
            assertThat(block.overlaps(other)).as("%s and %s", block, other).isEqualTo(overlap);
            assertThat(other.overlaps(block)).isEqualTo(overlap);
        }
    }

    private static Cidr block(Random random, Ip ip) {
        return new Cidr(ip, random.nextInt(ip.family().bits() + 1));
    }

    private static boolean between(Cidr block, Ip ip) {
        return ip.family() == block.family()
                && Addresses.number(block.first()).compareTo(Addresses.number(ip)) <= 0
                && Addresses.number(ip).compareTo(Addresses.number(block.last())) <= 0;
    }

    @Test
    void whatIsNoBlockIsNotRead() {
        for (String text : List.of(
                "",
                "/",
                "/8",
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.0 /8",
                "10.0.0.0/ 8",
                "::/129",
                "::/1000",
                "10.0.0/8",
                "x/8",
                "10.0.0.0/８",
                "::ffff:0:0/96x")) {
            assertThat(Cidr.find(text)).as(text).isEmpty();
        }
    }
}
