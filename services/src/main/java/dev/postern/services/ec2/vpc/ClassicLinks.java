package dev.postern.services.ec2.vpc;

import dev.postern.model.ec2.Vpc;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.ClassicLinkDnsSupport;
import software.amazon.awssdk.services.ec2.model.DescribeVpcClassicLinkDnsSupportRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcClassicLinkDnsSupportResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcClassicLinkRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcClassicLinkResponse;
import software.amazon.awssdk.services.ec2.model.VpcClassicLink;

/**
 * ClassicLink, which no VPC has any more; tools that are older than its end still ask.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcClassicLink.html">
 *     DescribeVpcClassicLink</a>
 */
final class ClassicLinks {
    private static final Filters<Vpc> FILTERS =
            new Filters<Vpc>().one("is-classic-link-enabled", _ -> false).tags(Vpc::tags);

    private ClassicLinks() {}

    static DescribeVpcClassicLinkResponse describe(Ec2Call call, DescribeVpcClassicLinkRequest request) {
        List<Vpc> found = FILTERS.apply(request.filters(), Noun.VPC.select(call, request.vpcIds()));
        return DescribeVpcClassicLinkResponse.builder()
                .vpcs(found.stream()
                        .map(vpc -> VpcClassicLink.builder()
                                .vpcId(vpc.key())
                                .classicLinkEnabled(false)
                                .tags(TagRules.view(vpc.tags()))
                                .build())
                        .toList())
                .build();
    }

    static DescribeVpcClassicLinkDnsSupportResponse describeDnsSupport(
            Ec2Call call, DescribeVpcClassicLinkDnsSupportRequest request) {
        Ec2Page<Vpc> page = Ec2Page.of(
                Noun.VPC.select(call, request.vpcIds()),
                Vpc::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeVpcClassicLinkDnsSupportResponse.builder()
                .vpcs(page.items().stream()
                        .map(vpc -> ClassicLinkDnsSupport.builder()
                                .vpcId(vpc.key())
                                .classicLinkDnsSupported(false)
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }
}
