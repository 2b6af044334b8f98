package dev.postern.server;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/** A client of the SDK whose proxy is the gateway, so that it asks at AWS's own names; what it asks is seen only without TLS. */
final class InTheClear implements SdkHttpClient {
    private final SdkHttpClient client;

    InTheClear(TestingGateway gateway) {
        this.client = Apache5HttpClient.builder()
                .proxyConfiguration(ProxyConfiguration.builder()
                        .endpoint(gateway.endpoint())
                        .build())
                .build();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest asked) {
        HttpExecuteRequest.Builder plain = HttpExecuteRequest.builder()
                .request(asked.httpRequest().toBuilder()
                        .protocol("http")
                        .port(80)
                        .build());
        asked.contentStreamProvider().ifPresent(plain::contentStreamProvider);
        return client.prepareRequest(plain.build());
    }

    @Override
    public void close() {
        client.close();
    }
}
