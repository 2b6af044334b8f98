package dev.postern.services.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Seeds;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChecksumRulesTest {
    private static String of(ChecksumAlgorithm algorithm, byte[] bytes) {
        ChecksumAlgorithm.Running running = algorithm.start();
        running.update(bytes, 0, bytes.length);
        return running.base64();
    }

    @Test
    void combinesTheChecksumsOfPartsToThatOfTheWhole() {
        Seeds.each(50, random -> {
            byte[] whole = new byte[random.nextInt(5_000)];
            random.nextBytes(whole);
            int cut = random.nextInt(whole.length + 1);
            byte[] first = Arrays.copyOf(whole, cut);
            byte[] second = Arrays.copyOfRange(whole, cut, whole.length);
            for (ChecksumAlgorithm algorithm :
                    List.of(ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32C, ChecksumAlgorithm.CRC64NVME)) {
                assertThat(ChecksumRules.combine(algorithm, of(algorithm, first), of(algorithm, second), second.length))
                        .isEqualTo(of(algorithm, whole));
            }
        });
    }

    private static String announced(String... headers) {
        HttpRequest request = new HttpRequest("PUT", "/bucket/k", "", Headers.of(headers), HttpRequest.Bytes.NONE);
        try {
            return ChecksumRules.announcement(request).map(Enum::name).orElse("none");
        } catch (ApiException e) {
            return e.text();
        }
    }

    @Test
    void holdsTheSdkToTheAlgorithmThatItNames() {
        String named = "x-amz-sdk-checksum-algorithm";
        assertThat(announced(named, "CRC32", "x-amz-checksum-crc32", "AAAAAA=="))
                .isEqualTo("CRC32");
        assertThat(announced(named, "CRC32", "x-amz-trailer", "x-amz-checksum-crc32"))
                .isEqualTo("CRC32");
        assertThat(announced(named, "SHA256"))
                .isEqualTo("x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or"
                        + " x-amz-trailer headers were found.");
        assertThat(announced(named, "SHA256", "x-amz-checksum-crc32", "AAAAAA=="))
                .isEqualTo("Value for x-amz-sdk-checksum-algorithm header is invalid.");
        assertThat(announced(named, "MD4")).startsWith("Checksum algorithm provided is unsupported.");
        assertThat(announced("x-amz-checksum-mode", "ENABLED")).isEqualTo("none");
    }
}
