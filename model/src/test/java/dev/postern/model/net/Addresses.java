package dev.postern.model.net;

import java.math.BigInteger;
import java.util.Random;

/** Addresses by chance, and as the numbers that they are: what is counted with those is right. */
final class Addresses {
    private Addresses() {}

    /** Of either family; often near its beginning or its end, or with long runs of zeros and ones. */
    static Ip any(Random random) {
        if (random.nextBoolean()) {
            return Ip.v4(bits(random) & 0xffff_ffffL);
        }
        return new Ip(Family.IPV6, bits(random), bits(random));
    }

    private static long bits(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(8);
            case 1 -> -1L - random.nextInt(8);
            case 2 -> -1L << random.nextInt(64);
            default -> random.nextLong();
        };
    }

    static BigInteger number(Ip ip) {
        return new BigInteger(1, ip.bytes());
    }

    /** The address of a number, which wraps around at the family's end. */
    static Ip of(Family family, BigInteger number) {
        BigInteger wrapped = number.mod(BigInteger.ONE.shiftLeft(family.bits()));
        return family == Family.IPV4
                ? Ip.v4(wrapped.longValue())
                : new Ip(family, wrapped.shiftRight(64).longValue(), wrapped.longValue());
    }
}
