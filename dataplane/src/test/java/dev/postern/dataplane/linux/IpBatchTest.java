package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.namespaces.IpCommand;
import dev.postern.dataplane.namespaces.Link;
import dev.postern.dataplane.namespaces.Veth;
import dev.postern.model.net.Mac;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IpBatchTest {
    @Test
    void keepsAPathWithSpacesTogether() {
        Mac mac = new Mac("02:00:00:00:00:01");
        Veth veth = new Veth(new Link("e1", mac, 9001, true), "i-1", new Link("ens5", mac, 9001, true));
        assertThat(new IpBatch(List.of(new IpCommand.AddVeth(veth)), name -> Path.of("/my data/run/netns", name))
                        .text())
                .endsWith(" netns \"/my data/run/netns/i-1\"\n");
    }
}
