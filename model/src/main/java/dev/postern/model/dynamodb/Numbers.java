package dev.postern.model.dynamodb;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * DynamoDB's numbers: exact decimals of up to 38 significant digits, between 1E-130 and 9.99E+125 on both sides of zero. One number
 * has one form, so that equal ones are equal objects.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">Data
 *     types</a>
 */
public final class Numbers {
    private static final int DIGITS_MAX = 38;
    private static final int EXPONENT_MAX = 125;
    private static final int EXPONENT_MIN = -130;
    private static final int TEXT_MAX = 1_000;
    private static final Pattern FORM = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");

    private Numbers() {}

    /** A text that is no number of DynamoDB's. Its message is AWS's. */
    public static final class NotANumber extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NotANumber(String message) {
            super(message, null, false, false);
        }

        /** The message, which is never absent. */
        public String text() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Reads a number.
     *
     * @throws NotANumber with AWS's words
     */
    public static BigDecimal parse(String text) {
        String plain = text.strip();
        if (plain.isEmpty()) {
            throw new NotANumber("The parameter cannot be converted to a numeric value");
        }
        if (plain.length() > TEXT_MAX || !FORM.matcher(plain).matches()) {
            throw new NotANumber("The parameter cannot be converted to a numeric value: " + text);
        }
        return bounded(new BigDecimal(plain));
    }

    public static BigDecimal sum(BigDecimal one, BigDecimal other) {
        return bounded(one.add(other));
    }

    public static BigDecimal difference(BigDecimal one, BigDecimal other) {
        return bounded(one.subtract(other));
    }

    /** One form for each number, of those that DynamoDB can keep. */
    private static BigDecimal bounded(BigDecimal number) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        int exponent = exponent(stripped);
        if (exponent > EXPONENT_MAX) {
            throw new NotANumber(
                    "Number overflow. Attempting to store a number with magnitude larger than supported range");
        }
        if (exponent < EXPONENT_MIN) {
            throw new NotANumber(
                    "Number underflow. Attempting to store a number with magnitude smaller than supported range");
        }
        if (stripped.precision() > DIGITS_MAX) {
            throw new NotANumber("Attempting to store more than 38 significant digits in a Number");
        }
        return stripped;
    }

    /** Of its first digit: 2 for 345. */
    public static int exponent(BigDecimal number) {
        return number.precision() - number.scale() - 1;
    }

    /** Without an exponent, as DynamoDB tells them. */
    public static String format(BigDecimal number) {
        return number.toPlainString();
    }

    /** The bytes that it takes, as AWS counts them: two digits in one. */
    static int size(BigDecimal number) {
        if (number.signum() == 0) {
            return 1;
        }
        int digits = number.precision();
        int pairs = (digits + 1) / 2 + (digits % 2 != 0 || exponent(number) % 2 != 0 ? 0 : 1);
        return 1 + pairs + (number.signum() < 0 ? 1 : 0);
    }
}
