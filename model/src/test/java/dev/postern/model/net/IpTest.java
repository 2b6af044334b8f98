package dev.postern.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address is its number, whatever the family. */
final class IpTest {
    private static final int TIMES = 3_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void countsOnAndBackAsItsNumberDoes(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        for (int i = 0; i < TIMES; i++) {
            Ip ip = Addresses.any(random);
            long places = random.nextBoolean() ? random.nextInt(5) - 2 : random.nextLong() >> random.nextInt(64);
            assertThat(ip.plus(places))
                    .as("%s and %s", ip, places)
                    .isEqualTo(Addresses.of(ip.family(), Addresses.number(ip).add(BigInteger.valueOf(places))));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void isOrderedByFamilyAndNumberAndItsRankTellsTheSame(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        for (int i = 0; i < TIMES; i++) {
            Ip one = Addresses.any(random);
            Ip other = random.nextInt(4) == 0 ? one.plus(random.nextInt(3)) : Addresses.any(random);
            int expected = one.family() == other.family()
                    ? Addresses.number(one).compareTo(Addresses.number(other))
                    : one.family().compareTo(other.family());
            assertThat(Integer.signum(one.compareTo(other))).isEqualTo(Integer.signum(expected));
            int ranks = Long.compareUnsigned(one.rank(), other.rank());
            assertThat(ranks == 0 || Integer.signum(ranks) == Integer.signum(expected))
                    .as("the ranks of %s and %s", one, other)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void isReadFromItsTextAndItsBytes(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        for (int i = 0; i < TIMES; i++) {
            Ip ip = Addresses.any(random);
            assertThat(Ip.find(ip.toString())).as(ip.toString()).contains(ip);
            assertThat(Ip.of(ip.toString().toUpperCase(java.util.Locale.ROOT))).isEqualTo(ip);
            assertThat(Addresses.of(ip.family(), new BigInteger(1, ip.bytes()))).isEqualTo(ip);
        }
    }

    /** RFC 5952, section 4. */
    @ParameterizedTest
    @CsvSource({
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::ABCD, 2001:db8::abcd",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "fd00:ec2::254, fd00:ec2::254"
    })
    void hasOneTextOnly(String written, String canonical) {
        assertThat(Ip.of(written)).hasToString(canonical);
    }

    @Test
    void whatIsNoAddressIsNotRead() {
        for (String text : List.of(
                "",
                ".",
                ":",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "010.2.3.4",
                "1.2.3.00",
                "1.02.3.4",
                "0x1.2.3.4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1..2.3",
                "+1.2.3.4",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "::g",
                "::1%eth0",
                "[::1]",
                "fe80::1%1",
                "::ffff:1.2.3.4",
                "::ffff:102:304",
                "localhost",
                "１.2.3.4")) {
            assertThat(Ip.find(text)).as(text).isEmpty();
        }
    }
}
