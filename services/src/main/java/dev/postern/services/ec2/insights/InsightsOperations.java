package dev.postern.services.ec2.insights;

import dev.postern.services.ec2.call.Ec2Operations;
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
public interface InsightsOperations extends Ec2Operations {
    @Override
    default CreateNetworkInsightsPathResponse createNetworkInsightsPath(CreateNetworkInsightsPathRequest request) {
        return commit(request, Insights::createPath);
    }

    @Override
    default DescribeNetworkInsightsPathsResponse describeNetworkInsightsPaths(
            DescribeNetworkInsightsPathsRequest request) {
        return read(request, Insights::describePaths);
    }

    @Override
    default DeleteNetworkInsightsPathResponse deleteNetworkInsightsPath(DeleteNetworkInsightsPathRequest request) {
        return commit(request, Insights::deletePath);
    }

    @Override
    default StartNetworkInsightsAnalysisResponse startNetworkInsightsAnalysis(
            StartNetworkInsightsAnalysisRequest request) {
        return commit(request, Insights::start);
    }

    @Override
    default DescribeNetworkInsightsAnalysesResponse describeNetworkInsightsAnalyses(
            DescribeNetworkInsightsAnalysesRequest request) {
        return read(request, Insights::describeAnalyses);
    }

    @Override
    default DeleteNetworkInsightsAnalysisResponse deleteNetworkInsightsAnalysis(
            DeleteNetworkInsightsAnalysisRequest request) {
        return commit(request, Insights::deleteAnalysis);
    }
}
