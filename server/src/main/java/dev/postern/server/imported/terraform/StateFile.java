package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.ImportMistake;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * A file with a state, in either of two forms: as {@code terraform show -json} prints it, and as Terraform keeps it itself
 * ({@code terraform.tfstate}).
 *
 * @see <a href="https://developer.hashicorp.com/terraform/internals/json-format">Terraform's JSON output format</a>
 */
final class StateFile {
    private static final int VERSION = 4;

    private final Source source;
    private final List<Resource> resources = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private StateFile(Source source) {
        this.source = source;
    }

    /** Whether a file is one, by what is in it. */
    static boolean is(JsonNode root) {
        return root.has("format_version") || (root.has("terraform_version") && root.has("version"));
    }

    /**
     * Reads one.
     *
     * @throws ImportMistake if it is of another version, or a plan
     */
    static StateFile read(Source source, JsonNode root) {
        StateFile file = new StateFile(source);
        if (root.has("format_version")) {
            file.shown(root);
        } else {
            file.kept(root);
        }
        return file;
    }

    List<Resource> resources() {
        return resources;
    }

    List<Finding> findings() {
        return findings;
    }

    private void shown(JsonNode root) {
        String version = root.path("format_version").asText();
        if (!version.startsWith("1.") && !version.equals("0.2") && !version.equals("0.1")) {
            throw mistake("format_version " + version + " of terraform show -json is not known; 1.x is");
        }
        if (root.has("planned_values") || root.has("resource_changes")) {
            throw mistake(
                    "is a plan, which says what may come to be: show the state (terraform show -json, without a file)");
        }
        module(root.path("values").path("root_module"));
    }

    private void module(JsonNode module) {
        for (JsonNode one : module.path("resources")) {
            String address = one.path("address").asText();
            if (one.has("deposed_key")) {
                deposed(address);
            } else {
                add(address, one, one.path("provider_name").asText(), one.path("values"));
            }
        }
        module.path("child_modules").forEach(this::module);
    }

    private void kept(JsonNode root) {
        if (root.path("version").asInt() != VERSION) {
            throw mistake("version " + root.path("version").asText()
                    + " of a state is not known; 4 is (terraform show -json writes others so that they are)");
        }
        for (JsonNode one : root.path("resources")) {
            String prefix = one.has("module") ? one.path("module").asText() + "." : "";
            String data = one.path("mode").asText().equals("data") ? "data." : "";
            String name = prefix + data + one.path("type").asText() + "."
                    + one.path("name").asText();
            for (JsonNode instance : one.path("instances")) {
                JsonNode key = instance.path("index_key");
                String address = key.isMissingNode() ? name : name + "[" + key + "]";
                if (instance.has("deposed")) {
                    deposed(address);
                } else {
                    add(address, one, one.path("provider").asText(), instance.path("attributes"));
                }
            }
        }
    }

    private void add(String address, JsonNode resource, String provider, JsonNode values) {
        String type = resource.path("type").asText();
        if (address.isEmpty() || type.isEmpty() || !values.isObject()) {
            throw mistake((address.isEmpty() ? "a resource" : address) + " has no type, address or attributes");
        }
        if (!type.startsWith("aws")) {
            return; // of another provider: no part of an account
        }
        boolean managed = !resource.path("mode").asText().equals("data");
        resources.add(new Resource(type, provider, managed, Item.ofAttributes(source, address, values)));
    }

    private void deposed(String address) {
        findings.add(new Finding(
                source.name(),
                address,
                "",
                "not taken over: an object that was replaced, and is about to be destroyed"));
    }

    private ImportMistake mistake(String what) {
        return new ImportMistake(source.name() + ": " + what);
    }
}
