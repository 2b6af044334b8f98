package dev.postern.services.ec2.insights;

import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInsightsAnalysis;
import dev.postern.model.ec2.NetworkInsightsAnalysisId;
import dev.postern.model.ec2.NetworkInsightsPath;
import dev.postern.model.ec2.NetworkInsightsPathId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInsightsPathRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInsightsPathResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInsightsAnalysisRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInsightsAnalysisResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInsightsPathRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInsightsPathResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInsightsAnalysesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInsightsAnalysesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInsightsPathsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInsightsPathsResponse;
import software.amazon.awssdk.services.ec2.model.StartNetworkInsightsAnalysisRequest;
import software.amazon.awssdk.services.ec2.model.StartNetworkInsightsAnalysisResponse;

/**
 * Reachability Analyzer, on the trace that explains packets here. Policies have no code there; {@code ./postern why} tells of
 * those.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/reachability/what-is-reachability-analyzer.html">Reachability
 *     Analyzer</a>
 */
final class Insights {
    private static final Duration ANALYSES_KEPT = Duration.ofDays(120);
    private static final int PORT_MAX = 65535;
    private static final int PAGE_MAX = 100;

    private Insights() {}

    static Outcome<CreateNetworkInsightsPathResponse> createPath(
            Ec2Call call, CreateNetworkInsightsPathRequest request) {
        return Idempotency.once(
                call,
                "CreateNetworkInsightsPath",
                request.clientToken(),
                request,
                () -> {
                    NetworkInsightsPath path = path(call, request);
                    return new Idempotency.Made<>(Change.put(path), created(path), List.of(path.key()));
                },
                ids -> created(Noun.INSIGHTS_PATH.require(call, ids.getFirst())));
    }

    private static CreateNetworkInsightsPathResponse created(NetworkInsightsPath path) {
        return CreateNetworkInsightsPathResponse.builder()
                .networkInsightsPath(InsightsView.path(path))
                .build();
    }

    private static NetworkInsightsPath path(Ec2Call call, CreateNetworkInsightsPathRequest request) {
        if (request.source() == null || request.source().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("Source");
        }
        if (request.protocolAsString() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("Protocol");
        }
        Protocol protocol = Protocol.find(request.protocolAsString())
                .filter(Protocol::hasPorts)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + request.protocolAsString()
                        + ") for parameter Protocol is invalid. Valid values: tcp, udp"));
        Optional<Ip> destinationIp = ip(request.destinationIp(), "DestinationIp");
        Optional<String> destination = Optional.ofNullable(request.destination())
                .filter(id -> !id.isEmpty())
                .map(id -> resource(call, id, true));
        if (destination.isEmpty() && destinationIp.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("Destination");
        }
        Integer port = request.destinationPort();
        if (port != null && (port < 0 || port > PORT_MAX)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + port + ") for parameter DestinationPort is invalid.");
        }
        return new NetworkInsightsPath(
                call.scope(),
                new NetworkInsightsPathId(call.newId(NetworkInsightsPathId.PREFIX)),
                resource(call, request.source(), false),
                destination,
                ip(request.sourceIp(), "SourceIp"),
                destinationIp,
                protocol,
                Optional.ofNullable(port),
                call.now(),
                TagRules.of(request.tagSpecifications(), "network-insights-path"));
    }

    /** The id of a resource that a path can begin or end at, from its id or ARN. */
    private static String resource(Ec2Call call, String idOrArn, boolean end) {
        String id = idOrArn.substring(idOrArn.lastIndexOf('/') + 1);
        String prefix = id.substring(0, Math.max(0, id.lastIndexOf('-')));
        Noun<? extends Entity> noun = switch (prefix) {
            case InstanceId.PREFIX -> Noun.INSTANCE;
            case NetworkInterfaceId.PREFIX -> Noun.INTERFACE;
            case InternetGatewayId.PREFIX -> Noun.INTERNET_GATEWAY;
            case VpcEndpointId.PREFIX -> {
                if (!end) {
                    throw unsupported(id, "Source");
                }
                yield Noun.ENDPOINT;
            }
            default -> throw unsupported(id, end ? "Destination" : "Source");
        };
        return noun.require(call, id).key();
    }

    private static RuntimeException unsupported(String id, String parameter) {
        return Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + id + ") for parameter " + parameter + " is invalid.");
    }

    private static Optional<Ip> ip(@Nullable String text, String parameter) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Ip.find(text)
                .filter(ip -> ip.family() == Family.IPV4)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Value (" + text + ") for parameter " + parameter + " is invalid.")));
    }

    static DescribeNetworkInsightsPathsResponse describePaths(
            Ec2Call call, DescribeNetworkInsightsPathsRequest request) {
        List<NetworkInsightsPath> found = new Filters<NetworkInsightsPath>()
                .some("destination", NetworkInsightsPath::destination)
                .one("protocol", NetworkInsightsPath::protocol)
                .one("source", NetworkInsightsPath::source)
                .tags(NetworkInsightsPath::tags)
                .none(
                        "filter-at-source.source-address",
                        "filter-at-source.source-port-range",
                        "filter-at-source.destination-address",
                        "filter-at-source.destination-port-range",
                        "filter-at-destination.source-address",
                        "filter-at-destination.source-port-range",
                        "filter-at-destination.destination-address",
                        "filter-at-destination.destination-port-range")
                .apply(request.filters(), Noun.INSIGHTS_PATH.select(call, request.networkInsightsPathIds()));
        Ec2Page.checkMost(request.maxResults(), PAGE_MAX);
        Ec2Page<NetworkInsightsPath> page = Ec2Page.of(
                found,
                NetworkInsightsPath::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                1);
        return DescribeNetworkInsightsPathsResponse.builder()
                .networkInsightsPaths(
                        page.items().stream().map(InsightsView::path).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static Outcome<DeleteNetworkInsightsPathResponse> deletePath(
            Ec2Call call, DeleteNetworkInsightsPathRequest request) {
        NetworkInsightsPath path =
                Noun.INSIGHTS_PATH.require(call, request.networkInsightsPathId(), "NetworkInsightsPathId");
        if (analyses(call).stream().anyMatch(analysis -> analysis.pathId().equals(path.id()))) {
            throw Ec2Error.INSIGHTS_PATH_ANALYZED.of(path.key());
        }
        return new Outcome<>(
                Change.remove(path),
                DeleteNetworkInsightsPathResponse.builder()
                        .networkInsightsPathId(path.key())
                        .build());
    }

    static Outcome<StartNetworkInsightsAnalysisResponse> start(
            Ec2Call call, StartNetworkInsightsAnalysisRequest request) {
        return Idempotency.once(
                call,
                "StartNetworkInsightsAnalysis",
                request.clientToken(),
                request,
                () -> {
                    NetworkInsightsAnalysis analysis = analyzed(call, request);
                    Change.Builder change = Change.builder().put(analysis);
                    call.all(NetworkInsightsAnalysis.class).stream()
                            .filter(old -> isOver(call, old))
                            .forEach(change::remove);
                    return new Idempotency.Made<>(change.build(), started(analysis), List.of(analysis.key()));
                },
                ids -> started(Noun.INSIGHTS_ANALYSIS.require(call, ids.getFirst())));
    }

    private static StartNetworkInsightsAnalysisResponse started(NetworkInsightsAnalysis analysis) {
        return StartNetworkInsightsAnalysisResponse.builder()
                .networkInsightsAnalysis(InsightsView.begun(analysis))
                .build();
    }

    private static NetworkInsightsAnalysis analyzed(Ec2Call call, StartNetworkInsightsAnalysisRequest request) {
        NetworkInsightsPath path =
                Noun.INSIGHTS_PATH.require(call, request.networkInsightsPathId(), "NetworkInsightsPathId");
        PathAnalysis.Result result = PathAnalysis.of(call.snapshot(), path);
        return new NetworkInsightsAnalysis(
                call.scope(),
                new NetworkInsightsAnalysisId(call.newId(NetworkInsightsAnalysisId.PREFIX)),
                path.id(),
                call.now(),
                result.found(),
                result.forward(),
                result.back(),
                result.reasons(),
                TagRules.of(request.tagSpecifications(), "network-insights-analysis"));
    }

    static DescribeNetworkInsightsAnalysesResponse describeAnalyses(
            Ec2Call call, DescribeNetworkInsightsAnalysesRequest request) {
        Instant from = request.analysisStartTime() == null ? Instant.MIN : request.analysisStartTime();
        Instant to = request.analysisEndTime() == null ? Instant.MAX : request.analysisEndTime();
        String path = request.networkInsightsPathId();
        List<NetworkInsightsAnalysis> chosen =
                Noun.INSIGHTS_ANALYSIS.select(call, request.networkInsightsAnalysisIds()).stream()
                        .filter(analysis -> !isOver(call, analysis))
                        .filter(analysis ->
                                path == null || analysis.pathId().value().equals(path))
                        .filter(analysis -> !analysis.startedAt().isBefore(from)
                                && !analysis.startedAt().isAfter(to))
                        .toList();
        List<NetworkInsightsAnalysis> found = new Filters<NetworkInsightsAnalysis>()
                .one("path-found", NetworkInsightsAnalysis::found)
                .one("status", _ -> "succeeded")
                .tags(NetworkInsightsAnalysis::tags)
                .apply(request.filters(), chosen);
        Ec2Page.checkMost(request.maxResults(), PAGE_MAX);
        Ec2Page<NetworkInsightsAnalysis> page = Ec2Page.of(
                found,
                NetworkInsightsAnalysis::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                1);
        return DescribeNetworkInsightsAnalysesResponse.builder()
                .networkInsightsAnalyses(
                        page.items().stream().map(InsightsView::ended).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static Outcome<DeleteNetworkInsightsAnalysisResponse> deleteAnalysis(
            Ec2Call call, DeleteNetworkInsightsAnalysisRequest request) {
        NetworkInsightsAnalysis analysis =
                Noun.INSIGHTS_ANALYSIS.require(call, request.networkInsightsAnalysisId(), "NetworkInsightsAnalysisId");
        return new Outcome<>(
                Change.remove(analysis),
                DeleteNetworkInsightsAnalysisResponse.builder()
                        .networkInsightsAnalysisId(analysis.key())
                        .build());
    }

    private static List<NetworkInsightsAnalysis> analyses(Ec2Call call) {
        return call.all(NetworkInsightsAnalysis.class).stream()
                .filter(analysis -> !isOver(call, analysis))
                .toList();
    }

    private static boolean isOver(Ec2Call call, NetworkInsightsAnalysis analysis) {
        return analysis.startedAt().plus(ANALYSES_KEPT).isBefore(call.now());
    }
}
