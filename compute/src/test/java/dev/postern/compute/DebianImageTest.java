package dev.postern.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.compute.InstanceDriver.Status;
import dev.postern.model.Problem;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances of the image that has its programs itself. The first makes it, of packages from the host's archive. Needs root. */
@Tag("packets")
final class DebianImageTest extends RuncFixture {
    private static final String DEBIAN = BuiltInImage.DEBIAN.rootFilesystem();

    @Test
    void hasAUsrOfItsOwnThatItMayWriteWhichKeepsTheImageAsItWas() throws IOException {
        driver.prepare(spec(1, DEBIAN));
        driver.start(spec(1, DEBIAN));
        Await.until("sshd", LIMIT, () -> exec("pgrep", "-x", "sshd").contains("\n"));
        assertThat(exec("bash", "-c", "command -v apt-get dpkg curl sudo python3 sshd")
                        .lines())
                .hasSize(6);
        assertThat(exec("sh", "-c", "command -v aws || echo none")).isEqualTo("none\n");
        assertThat(exec("sh", "-c", "echo own > /usr/bin/own && rm -r /usr/share/perl5 && stat -c %u /usr/bin/sudo"))
                .isEqualTo("0\n");
        assertThat(exec("sudo", "-u", "ec2-user", "sudo", "-n", "id", "-u")).isEqualTo("0\n");
        assertThat(exec("sh", "-c", "grep -c BEGIN /etc/ssl/certs/ca-certificates.crt"))
                .isEqualTo("1\n");

        Path image = images().find(DEBIAN).orElseThrow().directory();
        assertThat(image.resolve("usr/bin/own")).doesNotExist();
        assertThat(image.resolve("usr/share/perl5")).exists();
        assertThat(Path.of("/usr/bin/own")).doesNotExist();

        driver.stop(id, Duration.ofSeconds(10));
        driver.start(spec(2, DEBIAN));
        assertThat(status(driver)).isEqualTo(Status.RUNNING);
        assertThat(exec("cat", "/usr/bin/own")).isEqualTo("own\n");
    }

    @Test
    void whatCannotBeMadeIsNamedAndTriedAgain() throws IOException {
        Path cache = directory.resolve("cache");
        Files.writeString(cache, "no directory");
        ImageStore images = ImageStore.open(directory.resolve("data/images"), cache, CA);
        assertThatThrownBy(() -> images.find(DEBIAN)).isInstanceOf(IOException.class);
        assertThat(images.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(Problem.Code.IMAGE_NOT_MADE));
        Files.delete(cache);
        Files.createSymbolicLink(cache, Files.createDirectories(CACHE.toAbsolutePath()));
        assertThat(images.find(DEBIAN)).isPresent();
        assertThat(images.problems()).isEmpty();
    }

    private ImageStore images() throws IOException {
        return ImageStore.open(directory.resolve("data/images"), CACHE, CA);
    }
}
