package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.namespaces.Ruleset;
import dev.postern.dataplane.namespaces.VpcRulesets;
import dev.postern.linux.Mounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ruleset that was brought from another content is the one that is loaded whole; to nft itself. */
@PacketTest
final class RulesetUpdateTest {
    @TempDir
    Path directory;

    @Test
    void updateEndsInTheSameTableAsReplacement() throws Exception {
        List<Ruleset> rulesets = VpcRulesets.ofStory();
        Path pin = Files.createFile(directory.resolve("update"));
        Namespace.create(pin);
        try {
            Namespace namespace = new Namespace(pin);
            for (Ruleset before : rulesets) {
                for (Ruleset after : rulesets) {
                    if (before.equals(after)) {
                        continue;
                    }
                    nft(namespace, before.replacement(1));
                    nft(namespace, after.update(before, 2));
                    String updated = table(namespace);
                    nft(namespace, after.replacement(2));
                    assertThat(updated).isEqualTo(table(namespace));
                }
            }
        } finally {
            Mounts.detach(pin);
        }
    }

    private static String nft(Namespace namespace, String transaction) throws Exception {
        return namespace.call(() -> Tool.output(List.of("nft", "-f", "-"), transaction));
    }

    /** What is in the table, without the order in which nft happens to list it. */
    private static String table(Namespace namespace) throws Exception {
        String[] words = namespace
                .call(() -> Tool.output(List.of("nft", "list", "ruleset"), ""))
                .split("[\\s,]+");
        Arrays.sort(words);
        return String.join(" ", words);
    }
}
