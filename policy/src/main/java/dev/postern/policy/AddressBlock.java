package dev.postern.policy;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.Optional;
import java.util.regex.Pattern;

/** The addresses that a value of a condition means. */
public final class AddressBlock {
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<=^|[./])0+(?=\\d)");

    private AddressBlock() {}

    /**
     * A block, or a single address; empty for what is neither. Zeros before a number mean nothing: nobody refuses a policy for them, and
     * a denial that is not understood would not deny.
     */
    public static Optional<Cidr> find(String text) {
        String plain = LEADING_ZEROS.matcher(text).replaceAll("");
        return plain.indexOf('/') < 0 ? Ip.find(plain).map(Ip::asCidr) : Cidr.find(plain);
    }
}
