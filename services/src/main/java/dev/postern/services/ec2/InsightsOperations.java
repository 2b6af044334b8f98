package dev.postern.services.ec2;

import dev.postern.storage.Cloud;
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

/** Reachability Analyzer: paths, and what was found of them. */
abstract class InsightsOperations extends InstanceOperations {
    InsightsOperations(Cloud cloud, Host host, Quotas quotas) {
        super(cloud, host, quotas);
    }

    @Override
    public CreateNetworkInsightsPathResponse createNetworkInsightsPath(CreateNetworkInsightsPathRequest request) {
        return commit(request, Insights::createPath);
    }

    @Override
    public DescribeNetworkInsightsPathsResponse describeNetworkInsightsPaths(
            DescribeNetworkInsightsPathsRequest request) {
        return read(request, Insights::describePaths);
    }

    @Override
    public DeleteNetworkInsightsPathResponse deleteNetworkInsightsPath(DeleteNetworkInsightsPathRequest request) {
        return commit(request, Insights::deletePath);
    }

    @Override
    public StartNetworkInsightsAnalysisResponse startNetworkInsightsAnalysis(
            StartNetworkInsightsAnalysisRequest request) {
        return commit(request, Insights::start);
    }

    @Override
    public DescribeNetworkInsightsAnalysesResponse describeNetworkInsightsAnalyses(
            DescribeNetworkInsightsAnalysesRequest request) {
        return read(request, Insights::describeAnalyses);
    }

    @Override
    public DeleteNetworkInsightsAnalysisResponse deleteNetworkInsightsAnalysis(
            DeleteNetworkInsightsAnalysisRequest request) {
        return commit(request, Insights::deleteAnalysis);
    }
}
