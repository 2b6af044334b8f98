package dev.postern.services.accessanalyzer;

import software.amazon.awssdk.services.accessanalyzer.AccessAnalyzerClient;

/**
 * IAM Access Analyzer's checks of policies. It keeps nothing and asks nothing of the cloud: all is in the request. Analyzers, which
 * watch an account, are not there.
 *
 * @see <a href="https://docs.aws.amazon.com/access-analyzer/latest/APIReference/Welcome.html">IAM Access Analyzer API reference</a>
 */
public final class AccessAnalyzerService implements ValidationOperations, CheckOperations {
    @Override
    public String serviceName() {
        return AccessAnalyzerClient.SERVICE_NAME;
    }

    @Override
    public void close() {}
}
