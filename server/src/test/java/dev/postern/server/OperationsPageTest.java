package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.services.attached.AttachableService;
import dev.postern.services.s3.S3Service;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of supported operations says what the code does; {@code -Dgolden.update} writes it anew. */
class OperationsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");

    @Test
    void theOperationsPageIsGeneratedFromTheCode() throws IOException {
        String page = page();
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Supported operations

                Generated from the code: an operation is here because a method of the service overrides the SDK's. All others
                answer AWS's error for an unknown or unsupported operation.
                """);
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger())) {
            for (ServiceDescriptor api : Silence.services(cloud)) {
                section(page, api.name(), api.operations().names());
            }
        }
        section(page, "s3", S3Service.operationNames());
        attachable(page);
        return page.toString();
    }

    private static void attachable(StringBuilder page) {
        page.append("""

                ## Services that another server can be

                With `./postern service attach`: all operations whose actions AWS publishes.

                | service | protocols | what policies see, but for ARNs of the service that a request says |
                |---|---|---|
                """);
        AttachableService.ALL
                .values()
                .forEach(kind -> page.append("| ")
                        .append(kind.name())
                        .append(" | ")
                        .append(String.join(
                                ", ",
                                Stream.concat(
                                                kind.target().map(_ -> "AWS JSON").stream(),
                                                kind.query().map(_ -> "query").stream())
                                        .toList()))
                        .append(" | ")
                        .append(kind.name().equals("sqs") ? "queues" : forms(kind))
                        .append(" |\n"));
    }

    private static String forms(AttachableService kind) {
        String forms = Stream.concat(
                        kind.resources().stream().map(form -> "`" + form + "`"),
                        kind
                                .lookup()
                                .map(lookup -> "what the server's `" + lookup.operation() + "` says that `"
                                        + lookup.member() + "` is")
                                .stream())
                .collect(Collectors.joining(", "));
        return forms.isEmpty() ? "nothing" : forms;
    }

    private static void section(StringBuilder page, String service, Collection<String> names) {
        page.append("\n## ").append(service).append(" (").append(names.size()).append(")\n\n");
        names.forEach(name -> page.append("- ").append(name).append('\n'));
    }
}
