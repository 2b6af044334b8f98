package dev.postern.model.elbv2;

import dev.postern.model.Region;
import java.util.Map;
import java.util.Optional;

/**
 * The hosted zones of Route 53 in which the names of Network Load Balancers are.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/elb.html">Elastic Load Balancing endpoints and quotas</a>
 */
public final class HostedZones {
    private static final Map<String, String> BY_REGION = Map.ofEntries(
            Map.entry("us-east-1", "Z26RNL4JYFTOTI"),
            Map.entry("us-east-2", "ZLMOA37VPKANP"),
            Map.entry("us-west-1", "Z24FKFUX50B4VW"),
            Map.entry("us-west-2", "Z18D5FSROUN65G"),
            Map.entry("af-south-1", "Z203XCE67M25HM"),
            Map.entry("ap-east-1", "Z12Y7K3UBGUAD1"),
            Map.entry("ap-south-1", "ZVDDRBQ08TROA"),
            Map.entry("ap-south-2", "Z0711778386UTO08407HT"),
            Map.entry("ap-southeast-1", "ZKVM4W9LS7TM"),
            Map.entry("ap-southeast-2", "ZCT6FZBF4DROD"),
            Map.entry("ap-southeast-3", "Z01971771FYVNCOVWJU1G"),
            Map.entry("ap-southeast-4", "Z01156963G8MIIL7X90IV"),
            Map.entry("ap-northeast-1", "Z31USIVHYNEOWT"),
            Map.entry("ap-northeast-2", "ZIBE1TIR4HY56"),
            Map.entry("ap-northeast-3", "Z1GWIQ4HH19I5X"),
            Map.entry("ca-central-1", "Z2EPGBW3API2WT"),
            Map.entry("ca-west-1", "Z02754302KBB00W2LKWZ9"),
            Map.entry("eu-central-1", "Z3F0SRJ5LGBH90"),
            Map.entry("eu-central-2", "Z02239872DOALSIDCX66S"),
            Map.entry("eu-north-1", "Z1UDT6IFJ4EJM"),
            Map.entry("eu-south-1", "Z23146JA1KNAFP"),
            Map.entry("eu-south-2", "Z1011216NVTVYADP1SSV"),
            Map.entry("eu-west-1", "Z2IFOLAFXWLO4F"),
            Map.entry("eu-west-2", "ZD4D7Y8KGAS4G"),
            Map.entry("eu-west-3", "Z1CMS0P5QUZ6D5"),
            Map.entry("il-central-1", "Z0313266YDI6ZRHTGQY4"),
            Map.entry("me-central-1", "Z00282643NTTLPANJJG2P"),
            Map.entry("me-south-1", "Z3QSRYVP46NYYV"),
            Map.entry("sa-east-1", "ZTK26PT1VY4CU"));

    private HostedZones() {}

    public static String of(Region region) {
        String zone = BY_REGION.get(region.name());
        if (zone == null) {
            throw new IllegalStateException("no zone of load balancers is known of " + region);
        }
        return zone;
    }

    /** The domain that a zone is for; empty if it is none of these. */
    public static Optional<String> domain(String zone) {
        return BY_REGION.entrySet().stream()
                .filter(entry -> entry.getValue().equals(zone))
                .map(entry -> "elb." + entry.getKey() + ".amazonaws.com")
                .findFirst();
    }
}
