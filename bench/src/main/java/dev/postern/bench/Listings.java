package dev.postern.bench;

import dev.postern.cli.CloudProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * What a page of a listing costs in a bucket of very many keys, against the same page in a bucket of few: a page should cost what
 * the page costs. Both have a thousand folders; the one has two keys in each, the other a thousandth of all its keys. So a page from the
 * midst is a whole one of both.
 *
 * @param keys of the large bucket
 */
record Listings(CloudProcess cloud, Report report, int seconds, int rounds, int keys, Path directory) {
    private static final int FOLDERS = 1000;
    private static final int CLIENTS = 64;
    private static final int FILL_SECONDS = 20;
    private static final Pattern DONE = Pattern.compile("(\\d+) requests in");
    private static final Map<String, String> PAGES = Map.of(
            "the first page", "list-type=2",
            "a page from the midst", "list-type=2&start-after=f0500/",
            "a page of folders", "list-type=2&delimiter=/");

    void run() throws IOException {
        try (S3Client s3 = client()) {
            double few = fill(s3, "bench-few", 2 * FOLDERS);
            double many = fill(s3, "bench-many", keys);
            report.figure("keys of the large bucket", many, "keys", "against " + Math.round(few));
            for (Map.Entry<String, String> page : PAGES.entrySet()) {
                double[] large = new double[rounds];
                double[] small = new double[rounds];
                var _ = rate("bench-many", page.getValue()); // the just-in-time compilers' turn
                for (int round = 0; round < rounds; round++) {
                    large[round] = rate("bench-many", page.getValue());
                    small[round] = rate("bench-few", page.getValue());
                }
                report.ratio("S3 list, " + page.getKey(), large, small, "pages/s", "the small bucket", "");
            }
        }
    }

    private double rate(String bucket, String query) {
        return Load.wrk(List.of(), 1, seconds, "127.0.0.1:" + cloud.port(), endpoint() + "/" + bucket + "?" + query);
    }

    /**
     * Makes a bucket that everybody may write to and list, and puts its keys.
     *
     * @return how many there are then
     */
    private double fill(S3Client s3, String bucket, int wanted) throws IOException {
        s3.createBucket(create -> create.bucket(bucket));
        s3.deletePublicAccessBlock(delete -> delete.bucket(bucket));
        s3.putBucketPolicy(put -> put.bucket(bucket).policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
                 "Action":["s3:PutObject","s3:ListBucket"],"Resource":["arn:aws:s3:::%1$s","arn:aws:s3:::%1$s/*"]}]}
                """.formatted(bucket)));
        int begin = 0;
        while (begin < wanted) {
            begin += put(bucket, begin, wanted);
        }
        return s3
                .listObjectsV2Paginator(
                        ListObjectsV2Request.builder().bucket(bucket).build())
                .contents()
                .stream()
                .count();
    }

    /** One run; what was on its way at its end may be put again by the next one. */
    private int put(String bucket, int begin, int end) throws IOException {
        Path script =
                Files.writeString(directory.resolve("fill.lua"), """
                local n = %d
                wrk.method = "PUT"
                request = function()
                  local key = n %% %d
                  n = n + 1
                  return wrk.format("PUT", string.format("/%s/f%%04d/%%07d", key %% %d, math.floor(key / %d)))
                end
                """.formatted(begin, end, bucket, FOLDERS, FOLDERS));
        int seconds = end - begin > 2 * FOLDERS ? FILL_SECONDS : 1;
        String output = Shell.run(
                "wrk",
                "-t1",
                "-c" + CLIENTS,
                "-d" + seconds + "s",
                "-s",
                script.toString(),
                endpoint().toString());
        Matcher done = DONE.matcher(output);
        if (output.contains("Non-2xx") || !done.find()) {
            throw new IllegalStateException("the bucket cannot be filled:\n" + output);
        }
        return Integer.parseInt(done.group(1));
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + cloud.port());
    }

    private S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Topology.REGION)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .forcePathStyle(true)
                .build();
    }
}
