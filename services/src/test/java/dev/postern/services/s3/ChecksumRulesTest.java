package dev.postern.services.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Seeds;
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
}
