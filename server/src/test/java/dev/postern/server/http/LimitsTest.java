package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

final class LimitsTest {
    @Test
    void theKernelsLimitOfOpenFilesIsTheOneThatJavaKnows() {
        var java = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        assertThat(Limits.descriptorsOfThisProcess()).isEqualTo(java.getMaxFileDescriptorCount());
    }
}
