package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/**
 * Terraform with files in a directory of its own, and the cloud that it is told of.
 *
 * <p>The provider is taken from a "filesystem mirror", {@code POSTERN_TERRAFORM_MIRROR} or one of the usual places, as one under
 * development is: no command then spends a third of its processor time on the checksum of its 0.7 GB, and {@code init} has nothing to do.
 *
 * @param accounts those whose keys the files know
 */
record Terraform(
        TestingCloud cloud, Path directory, Path configuration, Map<String, String> variables, List<Clients> accounts) {
    private static final String PROVIDER = "registry.terraform.io/hashicorp/aws";
    private static final String PLATFORM = "linux_amd64";
    private static final String EXECUTABLE = "terraform-provider-aws";

    /** The provider waits half a minute for each record of a zone before it first asks for it, so they all begin together. */
    private static final String AT_ONCE = "-parallelism=40";

    /** A plan has just refreshed everything. */
    private static final String AS_PLANNED = "-refresh=false";

    private static final int NO_CHANGES = 0;

    /** A second apply with a variable that changes what there is, and what is so afterwards. */
    record Revision(String variable, Runnable changed) {}

    /** Files of the test's resources, in the directory's own. */
    static Terraform prepare(TestingCloud cloud, Path directory, String... names) throws IOException {
        Path files = Files.createDirectories(directory.resolve("lab"));
        for (String name : names) {
            try (var resource = Terraform.class.getResourceAsStream("/terraform/" + name)) {
                Files.write(
                        files.resolve(Path.of(name).getFileName()),
                        Objects.requireNonNull(resource, name).readAllBytes());
            }
        }
        Path configuration = Files.writeString(
                directory.resolve("terraformrc"),
                "provider_installation {\n  dev_overrides { \"hashicorp/aws\" = \""
                        + provider().orElseThrow() + "\" }\n}\n");
        return new Terraform(cloud, files, configuration, Map.of(), List.of(cloud.root()));
    }

    /** Skips the test where there is no Terraform. */
    static void require() {
        Requirements.unless(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "terraform"))),
                "terraform is not installed");
        Requirements.unless(provider().isPresent(), "there is no mirror with Terraform's AWS provider, unpacked");
    }

    Terraform with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(variables);
        more.put(variable, value);
        return new Terraform(cloud, directory, configuration, more, accounts);
    }

    /** With a second account, whose keys are in {@code other.tf}. */
    Terraform withOtherAccount(String account) {
        JsonNode keys = cloud.control("accounts", Map.of("account", account));
        String key = keys.path("accessKeyId").asText();
        String secret = keys.path("secretAccessKey").asText();
        Terraform both = with("other_key", key).with("other_secret", secret);
        List<Clients> more = List.of(cloud.root(), cloud.as(AwsBasicCredentials.create(key, secret)));
        return new Terraform(cloud, directory, configuration, both.variables, more);
    }

    /** Makes everything, changes it, and destroys it: each time there is nothing left to change, and in the end nothing left. */
    void story(Runnable made, Revision... revisions) {
        Set<String> before = Holdings.of(accounts);
        run("apply", "-auto-approve", AT_ONCE).succeeded();
        assertThat(plan()).isEqualTo(NO_CHANGES);
        made.run();
        List<String> last = new ArrayList<>(List.of("destroy", "-auto-approve", AT_ONCE, AS_PLANNED));
        for (Revision revision : revisions) {
            run("apply", "-auto-approve", AT_ONCE, AS_PLANNED, revision.variable())
                    .succeeded();
            assertThat(plan(revision.variable())).isEqualTo(NO_CHANGES);
            revision.changed().run();
            last.add(revision.variable());
        }
        run(last.toArray(String[]::new)).succeeded();
        assertThat(Holdings.of(accounts)).isEqualTo(before);
    }

    /** Its state, in the form in which others are to read it, in a directory of its own, which it returns. */
    Path show() {
        try {
            Path states = Files.createDirectories(directory.resolve("states"));
            Files.writeString(states.resolve("show.json"), run("show", "-json").succeeded());
            return states;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its state as it keeps it itself. */
    Path state() {
        return directory.resolve("terraform.tfstate");
    }

    /** Reads again into its state what there is. */
    void refresh() {
        run("apply", "-refresh-only", "-auto-approve", AT_ONCE).succeeded();
    }

    private Finished run(String... words) {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(words));
        command.add("-no-color");
        if (!words[0].equals("show")) {
            command.add("-input=false");
        }
        return Finished.run(environment(), directory, command);
    }

    /** The exit code of a detailed plan: 0 without changes, 1 with an error, 2 with changes. */
    private int plan(String... options) {
        List<String> words = new ArrayList<>(List.of("plan", "-detailed-exitcode"));
        words.addAll(List.of(options));
        Finished finished = run(words.toArray(String[]::new));
        if (finished.exitCode() != NO_CHANGES) {
            System.err.println(finished.output() + finished.errors());
        }
        return finished.exitCode();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("TF_CLI_CONFIG_FILE", configuration.toString());
        environment.put("TF_IN_AUTOMATION", "1");
        environment.put("CHECKPOINT_DISABLE", "1");
        environment.put("GOGC", "400"); // a fifth of its time goes into keeping its heap small
        environment.put("TF_VAR_endpoint", cloud.endpoint().toString());
        variables.forEach((variable, value) -> environment.put("TF_VAR_" + variable, value));
        environment.put("AWS_CONFIG_FILE", directory.resolve("no-config").toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE",
                directory.resolve("no-credentials").toString());
        return environment;
    }

    /** The directory of the provider for this platform, where a mirror has it unpacked. */
    private static Optional<Path> provider() {
        return Stream.of(
                        Optional.ofNullable(System.getenv("POSTERN_TERRAFORM_MIRROR"))
                                .orElse("/opt/tf-plugins"),
                        System.getProperty("user.home") + "/.terraform.d/plugins",
                        "/usr/share/terraform/plugins")
                .map(path -> Path.of(path).resolve(PROVIDER))
                .filter(Files::isDirectory)
                .flatMap(versions -> unpacked(versions).stream())
                .findFirst();
    }

    private static Optional<Path> unpacked(Path versions) {
        try (Stream<Path> files = Files.find(
                versions,
                3,
                (file, attributes) -> attributes.isRegularFile()
                        && file.getFileName().toString().startsWith(EXECUTABLE))) {
            return files.map(Path::getParent)
                    .filter(directory -> directory.endsWith(PLATFORM))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
