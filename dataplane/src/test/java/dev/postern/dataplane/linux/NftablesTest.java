package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.linux.Mounts;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions are whole, in the namespace of the thread that runs them; the nft program is the witness. */
@PacketTest
final class NftablesTest {
    /** FD_SETSIZE */
    private static final int SELECT_MAX = 1024;

    @TempDir
    Path directory;

    private Path pin = Path.of("");

    @BeforeEach
    void makeNamespace() throws Exception {
        pin = Files.createFile(directory.resolve("nftables"));
        Namespace.create(pin);
    }

    @AfterEach
    void removeNamespace() throws Exception {
        Mounts.detach(pin);
    }

    @Test
    void refusesATransactionWholeAndSaysWhy() throws Exception {
        run("table ip t {\n  chain kept {\n  }\n}\n");

        assertThatThrownBy(() -> run("delete chain ip t kept\ndelete chain ip t unknown\n"))
                .isInstanceOf(KernelException.class)
                .hasMessage("nft: Error: Could not process rule: No such file or directory");
        assertThatThrownBy(() -> run("no such word\n"))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("syntax error");

        assertThat(ruleset()).contains("chain kept");
    }

    @Test
    void loadsTheTableOfALargeNetwork() throws Exception {
        int interfaces = 20_000;

        run(tableWithElements(interfaces));

        assertThat(ruleset().split("/26", -1)).hasSize(interfaces + 1);
    }

    /** The library waits with {@code select}, which ends the process when it is given a descriptor of 1,024 or more. */
    @Test
    void changesRulesWithMoreDescriptorsOpenThanSelectCanName() throws Exception {
        List<FileChannel> open = new ArrayList<>();
        try {
            for (int i = 0; i < SELECT_MAX + 100; i++) {
                open.add(FileChannel.open(Path.of("/dev/null")));
            }
            run("table ip t {\n  chain first {\n  }\n}\n");
            run("table ip t {\n  chain second {\n  }\n}\n");
            assertThatThrownBy(() -> run("no such word\n")).isInstanceOf(KernelException.class);
        } finally {
            for (FileChannel channel : open) {
                channel.close();
            }
        }
        assertThat(ruleset()).contains("chain first", "chain second");
    }

    private static String tableWithElements(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "10.%d.%d.0/26".formatted(i / 256, i % 256))
                .collect(Collectors.joining(
                        ", ",
                        "table ip t {\n  set large {\n    type ipv4_addr; flags interval;\n    elements = { ",
                        " }\n  }\n}\n"));
    }

    private String run(String transaction) throws Exception {
        return new Namespace(pin).call(() -> {
            Nftables.run(transaction);
            return "";
        });
    }

    private String ruleset() throws Exception {
        return new Namespace(pin).call(() -> Tool.output(List.of("nft", "list", "ruleset"), ""));
    }
}
