package dev.postern.services.sts;

/** Where the public keys of issuers of tokens are. */
@FunctionalInterface
public interface IssuerKeys {
    /** Knows no issuer. */
    IssuerKeys NONE = issuer -> {
        throw new Unreachable("no issuer was named");
    };

    /**
     * The JSON Web Key Set of an issuer, asked of it now.
     *
     * @param issuer as {@code https://idp.example.com}
     * @throws Unreachable when it cannot be had, or nobody named the issuer
     */
    String of(String issuer) throws Unreachable;

    /** An issuer whose keys cannot be had. */
    final class Unreachable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unreachable(String why) {
            super(why);
        }
    }
}
