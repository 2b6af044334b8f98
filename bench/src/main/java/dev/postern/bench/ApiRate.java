package dev.postern.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** DescribeVpcs by signed requests, as fast as connections allow. */
record ApiRate(Topology topology, Report report, int seconds) {
    void run() {
        String url =
                presign("http://127.0.0.1:" + topology.cloud().port() + "/?Action=DescribeVpcs&Version=2016-11-15");
        String host = "127.0.0.1:" + topology.cloud().port();
        Load.wrk(List.of(), 16, 2, host, url); // the just-in-time compiler's turn
        report.figure("DescribeVpcs on one connection", Load.wrk(List.of(), 1, seconds, host, url), "/s", "");
        report.figure("DescribeVpcs on 16 connections", Load.wrk(List.of(), 16, seconds, host, url), "/s", "");
    }

    private static String presign(String url) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create(url))
                .build();
        return AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsBasicCredentials.create("test", "test"))
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ec2")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, Topology.REGION.id())
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofHours(1)))
                .request()
                .getUri()
                .toString();
    }
}
