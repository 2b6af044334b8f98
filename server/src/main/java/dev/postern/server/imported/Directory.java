package dev.postern.server.imported;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.ImportMistake;
import dev.postern.server.imported.records.Records;
import dev.postern.server.imported.records.Source;
import dev.postern.server.imported.terraform.Terraform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory of files that the AWS CLI or Terraform wrote. */
public final class Directory {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Directory() {}

    /**
     * Reads all of its files, and what is below it; or one file.
     *
     * @param account of whom what does not say it is
     * @param region where what does not say it is
     * @throws ImportMistake at the first thing that is wrong with them
     */
    public static Imported read(Path root, Optional<AccountId> account, Optional<Region> region) {
        if (!Files.exists(root)) {
            throw new ImportMistake(root + " is not there");
        }
        Records records = new Records();
        Terraform states = new Terraform();
        int files = 0;
        for (Path path : files(root)) {
            String name = path.equals(root)
                    ? String.valueOf(path.getFileName())
                    : root.relativize(path).toString();
            if (Stream.of(name.split("/", -1)).anyMatch(part -> part.startsWith("."))) {
                records.findings().add(new Finding(name, "", "", "not read: its name begins with a dot"));
                continue;
            }
            files++;
            JsonNode file = parse(path, name);
            if (Terraform.isState(file)) {
                states.read(Source.named(name), file);
            } else {
                records.add(Source.named(name), file);
            }
        }
        states.addTo(records);
        if (files == 0) {
            throw new ImportMistake("there are no files in " + root);
        }
        return Imported.of(records, account, region);
    }

    private static List<Path> files(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new ImportMistake(root + " cannot be read: " + e.getMessage());
        }
    }

    private static JsonNode parse(Path path, String name) {
        try {
            return JSON.readTree(Files.readAllBytes(path));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
            throw new ImportMistake(name + place + ": is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ImportMistake(name + " cannot be read: " + e.getMessage());
        }
    }
}
