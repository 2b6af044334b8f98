package dev.postern.services.route53;

import dev.postern.model.Indexes;
import dev.postern.model.route53.HostedZone;
import dev.postern.wire.ApiException;
import java.util.List;
import software.amazon.awssdk.services.route53.model.AccountLimit;
import software.amazon.awssdk.services.route53.model.AccountLimitType;
import software.amazon.awssdk.services.route53.model.DNSSECStatus;
import software.amazon.awssdk.services.route53.model.GetAccountLimitRequest;
import software.amazon.awssdk.services.route53.model.GetAccountLimitResponse;
import software.amazon.awssdk.services.route53.model.GetDnssecRequest;
import software.amazon.awssdk.services.route53.model.GetDnssecResponse;
import software.amazon.awssdk.services.route53.model.GetHealthCheckCountRequest;
import software.amazon.awssdk.services.route53.model.GetHealthCheckCountResponse;
import software.amazon.awssdk.services.route53.model.GetHostedZoneLimitRequest;
import software.amazon.awssdk.services.route53.model.GetHostedZoneLimitResponse;
import software.amazon.awssdk.services.route53.model.HostedZoneLimit;
import software.amazon.awssdk.services.route53.model.HostedZoneLimitType;
import software.amazon.awssdk.services.route53.model.ListHealthChecksRequest;
import software.amazon.awssdk.services.route53.model.ListHealthChecksResponse;
import software.amazon.awssdk.services.route53.model.ListQueryLoggingConfigsRequest;
import software.amazon.awssdk.services.route53.model.ListQueryLoggingConfigsResponse;
import software.amazon.awssdk.services.route53.model.ListReusableDelegationSetsRequest;
import software.amazon.awssdk.services.route53.model.ListReusableDelegationSetsResponse;

/** What cannot exist here is truthfully none to those who ask; and how much of the rest there may be. */
interface AbsentOperations extends Route53Operations {
    /** Of other things a page has a hundred at most. */
    int HEALTH_CHECKS_MAX = 1_000;

    static ApiException noDelegationSet(String id) {
        return Route53Error.NO_SUCH_DELEGATION_SET.of(
                "A reusable delegation set with the specified ID does not exist: " + id);
    }

    /** Zones are not signed. */
    @Override
    default GetDnssecResponse getDNSSEC(GetDnssecRequest request) {
        return read(call -> {
            HostedZone zone = call.zone(request.hostedZoneId());
            if (zone.isPrivate()) {
                throw Route53Error.INVALID_ARGUMENT.of("Operation is unsupported for private");
            }
            return GetDnssecResponse.builder()
                    .status(DNSSECStatus.builder().serveSignature("NOT_SIGNING").build())
                    .keySigningKeys(List.of())
                    .build();
        });
    }

    @Override
    default ListHealthChecksResponse listHealthChecks(ListHealthChecksRequest request) {
        ZonePage.requireMarker(request.marker(), "");
        return ListHealthChecksResponse.builder()
                .healthChecks(List.of())
                .marker("")
                .isTruncated(false)
                .maxItems(Integer.toString(ZonePage.max(request.maxItems(), ZonePage.ITEMS_MAX, HEALTH_CHECKS_MAX)))
                .build();
    }

    @Override
    default GetHealthCheckCountResponse getHealthCheckCount(GetHealthCheckCountRequest request) {
        return GetHealthCheckCountResponse.builder().healthCheckCount(0L).build();
    }

    @Override
    default ListQueryLoggingConfigsResponse listQueryLoggingConfigs(ListQueryLoggingConfigsRequest request) {
        return read(call -> {
            if (request.hostedZoneId() != null) {
                call.zone(request.hostedZoneId());
            }
            if (request.nextToken() != null) {
                throw Route53Error.INVALID_PAGINATION_TOKEN.of("Route 53 can't get the next page of query logging"
                        + " configurations because the specified value for NextToken is invalid.");
            }
            ZonePage.max(request.maxResults());
            return ListQueryLoggingConfigsResponse.builder()
                    .queryLoggingConfigs(List.of())
                    .build();
        });
    }

    @Override
    default ListReusableDelegationSetsResponse listReusableDelegationSets(ListReusableDelegationSetsRequest request) {
        ZonePage.requireMarker(request.marker(), "");
        return ListReusableDelegationSetsResponse.builder()
                .delegationSets(List.of())
                .marker("")
                .isTruncated(false)
                .maxItems(Integer.toString(ZonePage.max(request.maxItems())))
                .build();
    }

    @Override
    default GetAccountLimitResponse getAccountLimit(GetAccountLimitRequest request) {
        return read(call -> {
            boolean zones = request.type() == AccountLimitType.MAX_HOSTED_ZONES_BY_OWNER;
            if (!zones) {
                throw Route53Error.INVALID_INPUT.of(
                        "Of " + request.typeAsString() + " there is nothing here: only hosted zones are served.");
            }
            return GetAccountLimitResponse.builder()
                    .limit(AccountLimit.builder()
                            .type(request.type())
                            .value((long) Limits.ZONES)
                            .build())
                    .count((long) call.zones().size())
                    .build();
        });
    }

    @Override
    default GetHostedZoneLimitResponse getHostedZoneLimit(GetHostedZoneLimitRequest request) {
        return read(call -> {
            HostedZone zone = call.zone(request.hostedZoneId());
            boolean vpcs = request.type() == HostedZoneLimitType.MAX_VPCS_ASSOCIATED_BY_ZONE;
            if (vpcs && !zone.isPrivate()) {
                throw Route53Error.HOSTED_ZONE_NOT_PRIVATE.of(
                        "The specified hosted zone is a public hosted zone, not a private hosted zone.");
            }
            return GetHostedZoneLimitResponse.builder()
                    .limit(HostedZoneLimit.builder()
                            .type(request.type())
                            .value((long) (vpcs ? Limits.VPCS_OF_A_ZONE : Limits.RECORDS_OF_A_ZONE))
                            .build())
                    .count((long)
                            (vpcs
                                    ? zone.vpcs().size()
                                    : call.snapshot()
                                            .by(Indexes.RECORDS_BY_ZONE, zone.id())
                                            .size()))
                    .build();
        });
    }
}
