package dev.postern.services.route53;

/**
 * How much there can be of something.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html">Quotas</a>
 */
final class Limits {
    static final int ZONES = 500;
    static final int VPCS_OF_A_ZONE = 300;
    static final int AUTHORIZATIONS = 1_000;
    static final int RECORDS_OF_A_ZONE = 10_000;
    static final int CHANGES_AT_ONCE = 1_000;
    static final int CHARACTERS_AT_ONCE = 32_000;
    static final int VALUES_OF_A_SET = 400;
    static final int SETS_OF_A_NAME = 100;
    static final int TAGS = 50;

    private Limits() {}
}
