package dev.postern.services.s3;

/**
 * The CRC of two texts one behind the other, from the CRCs of both: the first is multiplied by x to the power of the
 * second's bits, modulo the CRC's polynomial.
 *
 * @param polynomial with its bits reversed
 * @param width in bits, 32 or 64
 * @see <a href="https://github.com/madler/zlib/blob/master/crc32.c">zlib's crc32_combine</a>
 */
record CrcCombination(long polynomial, int width) {
    /** For CRCs whose start value and final inversion are all ones: these cancel out. */
    long combine(long first, long second, long secondBytes) {
        return multiply(power(secondBytes), first) ^ second;
    }

    /** x to the power of eight times a number. */
    private long power(long bytes) {
        long result = one();
        long square = one() >>> 1; // x
        for (int i = 0; i < 3; i++) {
            square = multiply(square, square); // x^8
        }
        for (long rest = bytes; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                result = multiply(square, result);
            }
            square = multiply(square, square);
        }
        return result;
    }

    /** The polynomial 1: bits are reversed, so it is the highest one. */
    private long one() {
        return 1L << (width - 1);
    }

    private long multiply(long a, long b) {
        long product = 0;
        long factor = b;
        for (long bit = one(); bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) != 0 ? (factor >>> 1) ^ polynomial : factor >>> 1;
        }
        return product;
    }
}
