package dev.postern.conformance;

import static dev.postern.conformance.TestFiles.bytes;
import static dev.postern.conformance.TestFiles.made;
import static dev.postern.conformance.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * Programs that nobody here wrote keep files in S3: rclone, restic, s3cmd and s3fs by the front door, and the first two on an instance
 * without any way out, by the role of the instance through a gateway endpoint.
 */
@Tag("conformance")
final class StorageClientsTest extends PrivateCallers {
    private static final List<String> PROGRAMS = List.of("rclone", "restic", "s3cmd", "s3fs");
    private static final int BIG = 21_000_000;

    @BeforeAll
    static void programs() {
        for (String program : PROGRAMS) {
            Requirements.unless(
                    Files.isExecutable(Path.of("/usr/bin", program)),
                    "there is no " + program + ": run this by ./check");
        }
    }

    @Test
    void rcloneSyncsChecksMovesAndPurges() {
        Seeds.each(1, random -> {
            Path files = files("rclone-files", random);
            rclone("mkdir", "p:synced");
            rclone("sync", files.toString(), "p:synced/a");
            rclone("check", "--download", files.toString(), "p:synced/a");
            rclone("copy", "p:synced/a/big", "p:synced/copies");
            rclone("moveto", "p:synced/a/small", "p:synced/moved/it");
            assertThat(rclone("cat", "p:synced/moved/it")).isEqualTo("small");
            write(files.resolve("big"), bytes(random, BIG + 1));
            rclone("sync", files.toString(), "p:synced/a");
            rclone("check", "--download", files.toString(), "p:synced/a");
            rclone("backend", "versioning", "p:synced", "Enabled");
            rclone("purge", "p:synced/a");
            assertThat(rclone("lsf", "-R", "--files-only", "p:synced").lines())
                    .containsExactly("copies/big", "moved/it");
            rclone("backend", "versioning", "p:synced", "Suspended");
            assertThat(cloud.root()
                            .s3()
                            .getBucketVersioning(get -> get.bucket("synced"))
                            .status())
                    .isEqualTo(BucketVersioningStatus.SUSPENDED);
        });
    }

    @Test
    void resticBacksUpAndRestores() {
        Seeds.each(1, random -> {
            Path files = files("restic-files", random);
            restic("init");
            restic("backup", files.toString());
            write(files.resolve("later"), bytes(random, 100_000));
            restic("backup", files.toString());
            restic("check", "--read-data");
            restic("forget", "--keep-last", "1", "--prune");
            Path restored = directory.resolve("restored");
            restic("restore", "latest", "--target", restored.toString());
            same(files, restored.resolve(files.toString().substring(1)));
        });
    }

    @Test
    void s3cmdUploadsInPartsCopiesModifiesAndSigns() {
        Seeds.each(1, random -> {
            Path files = files("s3cmd-files", random);
            s3cmd("mb", "s3://commanded");
            s3cmd("sync", files + "/", "s3://commanded/x/");
            s3cmd("put", "--multipart-chunk-size-mb=5", files.resolve("big").toString(), "s3://commanded/parts");
            s3cmd("cp", "s3://commanded/parts", "s3://commanded/copied");
            s3cmd("mv", "s3://commanded/copied", "s3://commanded/moved");
            s3cmd("modify", "--add-header=x-amz-meta-colour:blue", "s3://commanded/moved");
            assertThat(s3cmd("info", "s3://commanded/moved")).contains("x-amz-meta-colour: blue");
            Path got = directory.resolve("s3cmd-got");
            s3cmd("get", "--recursive", "s3://commanded/x/", made(got) + "/");
            same(files, got);
            String url = s3cmd("signurl", "s3://commanded/x/small", "+600"); // in the way of version 2 of the signature
            assertThat(Finished.run(Map.of(), directory, "curl", "-sf", url).succeeded())
                    .isEqualTo("small");
            s3cmd("del", "--recursive", "--force", "s3://commanded");
            s3cmd("rb", "s3://commanded");
        });
    }

    @Test
    void s3fsIsAFileSystem() {
        Seeds.each(1, random -> {
            cloud.root().s3().createBucket(create -> create.bucket("mounted"));
            Path files = files("s3fs-files", random);
            Path script = write(directory.resolve("s3fs.sh"), """
                    set -eux
                    mkdir -p mnt
                    s3fs mounted mnt -o url="$1" -o use_path_request_style -o endpoint=us-east-1
                    trap 'umount mnt' EXIT
                    mkdir mnt/d
                    cp "$2/big" mnt/d/big
                    cmp "$2/big" mnt/d/big
                    echo hello >mnt/a
                    echo more >>mnt/a
                    mv mnt/a mnt/b
                    ln -s b mnt/link
                    mv mnt/d mnt/e
                    cmp "$2/big" mnt/e/big
                    rm -r mnt/e
                    cat mnt/link
                    """.getBytes(StandardCharsets.UTF_8));
            // In a mount namespace of its own: nothing of this is in the host's table of mounts, however it ends.
            Finished finished = run(
                    Map.of(
                            "AWSACCESSKEYID", Clients.ROOT.accessKeyId(),
                            "AWSSECRETACCESSKEY", Clients.ROOT.secretAccessKey()),
                    List.of(
                            "unshare",
                            "-m",
                            "sh",
                            script.toString(),
                            cloud.endpoint().toString(),
                            files.toString()));
            assertThat(finished.succeeded()).endsWith("hello\nmore");
            assertThat(cloud.root()
                            .s3()
                            .listObjectsV2(list -> list.bucket("mounted"))
                            .contents())
                    .extracting(object -> object.key())
                    .containsExactly("b", "link");
        });
    }

    @Test
    void anInstanceBacksUpThroughAGatewayEndpoint() {
        VpcEndpoint gateway = ec2.createVpcEndpoint(create -> create.vpcId(home.vpc())
                        .vpcEndpointType(VpcEndpointType.GATEWAY)
                        .serviceName("com.amazonaws.us-east-1.s3")
                        .routeTableIds(home.table()))
                .vpcEndpoint();
        available(gateway.vpcEndpointId());
        exec(home, List.of("sh", "-euxc", """
                export HOME=/root RCLONE_CONFIG=/root/rclone.conf
                mkdir -p /root/files
                head -c 7000000 /dev/urandom >/root/files/big
                echo small >'/root/files/ä +&'
                printf '[aws]\\ntype = s3\\nprovider = AWS\\nenv_auth = true\\nregion = us-east-1\\n' >/root/rclone.conf
                rclone --retries 1 --s3-upload-cutoff 5M copy /root/files aws:behind-the-endpoint/files
                rclone --retries 1 check --download /root/files aws:behind-the-endpoint/files
                export RESTIC_PASSWORD=known RESTIC_REPOSITORY=s3:s3.us-east-1.amazonaws.com/behind-the-endpoint/backups
                restic init
                restic backup /root/files
                restic check --read-data
                restic restore latest --target /root/restored
                diff -r /root/files /root/restored/root/files
                """)).succeeded();
    }

    private String rclone(String... words) {
        Path configuration = write(directory.resolve("rclone.conf"), """
                [p]
                type = s3
                provider = Other
                endpoint = %s
                access_key_id = %s
                secret_access_key = %s
                region = us-east-1
                """.formatted(
                        cloud.endpoint(), Clients.ROOT.accessKeyId(), Clients.ROOT.secretAccessKey())
                .getBytes(StandardCharsets.UTF_8));
        return run(Map.of(), with(List.of("rclone", "--config", configuration.toString(), "--retries", "1"), words))
                .succeeded();
    }

    private void restic(String... words) {
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID",
                Clients.ROOT.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY",
                Clients.ROOT.secretAccessKey(),
                "AWS_DEFAULT_REGION",
                "us-east-1",
                "RESTIC_PASSWORD",
                "known",
                "RESTIC_REPOSITORY",
                "s3:" + cloud.endpoint() + "/backups/repository",
                "RESTIC_CACHE_DIR",
                directory.resolve("restic-cache").toString());
        run(environment, with(List.of("restic"), words)).succeeded();
    }

    private String s3cmd(String... words) {
        Path configuration = write(directory.resolve("s3cfg"), """
                [default]
                access_key = %s
                secret_key = %s
                host_base = %s
                host_bucket = %3$s
                use_https = False
                """.formatted(
                        Clients.ROOT.accessKeyId(),
                        Clients.ROOT.secretAccessKey(),
                        cloud.endpoint().getAuthority())
                .getBytes(StandardCharsets.UTF_8));
        // Private: else it writes a copy's access control list, which a bucket has none of, here as on AWS.
        return run(
                        Map.of(),
                        with(List.of("s3cmd", "-c", configuration.toString(), "--no-progress", "--acl-private"), words))
                .succeeded();
    }

    /** Runs a program that trusts whom it is told to by its own words alone. */
    private Finished run(Map<String, String> environment, List<String> words) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("HOME", directory.toString());
        all.put("LC_ALL", "C.UTF-8");
        return Finished.run(all, directory, with(List.of("env", "-u", "AWS_CA_BUNDLE"), words.toArray(String[]::new)));
    }

    private static List<String> with(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }

    /** A few files with awkward names, one of which goes up in parts. */
    private Path files(String name, RandomGenerator random) {
        Path files = made(directory.resolve(name));
        write(files.resolve("small"), "small".getBytes(StandardCharsets.UTF_8));
        write(files.resolve("empty"), new byte[0]);
        write(files.resolve("ä ö+&%20.txt"), bytes(random, 1000));
        write(made(files.resolve("deeper")).resolve("big too"), bytes(random, BIG / 2));
        write(files.resolve("big"), bytes(random, BIG));
        return files;
    }

    private void same(Path one, Path other) {
        Finished.run(Map.of(), directory, "diff", "-r", one.toString(), other.toString())
                .succeeded();
    }
}
