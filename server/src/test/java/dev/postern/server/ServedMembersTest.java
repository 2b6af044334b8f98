package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.services.s3.S3Service;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.wire.codec.UnservedMembers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;

/**
 * Every member of every request that is served is honoured, or refused by name.
 *
 * <p>A member counts as honoured when the code of the services calls its getter. What S3 reads by the name of a header or a query
 * parameter counts when the name is a text in its code. All others are in {@code unserved-members.txt}, which refuses them, or in
 * {@code served-members.txt} beside this class, which says why nothing reads them, and is held to that.
 */
class ServedMembersTest {
    private static final String SDK = "software/amazon/awssdk/services/";

    /** The getters of the SDK's structures that the services call, as {@code ec2 RunInstancesRequest imageid}. */
    private static final Set<String> CALLED = new HashSet<>();

    /** The texts of each class of the services, by the class's simple name. */
    private static final Map<String, Set<String>> TEXTS = new java.util.TreeMap<>();

    /** A line of served-members.txt: members by pattern, the class that reads them by name or {@code -}, and why. */
    private record Excuse(Pattern member, String by, String why) {
        static Excuse parse(String line) {
            List<String> words = List.of(line.split(" ", 5));
            String pattern = words.get(0) + " " + words.get(1) + " " + words.get(2);
            return new Excuse(Pattern.compile(pattern.replace("*", ".*")), words.get(3), words.get(4));
        }

        /** Whether the class that is said to read a member by its name, or by how the name begins, has such a text. */
        boolean holds(String name) {
            return by.equals("-")
                    || TEXTS.getOrDefault(by, Set.of()).stream()
                            .anyMatch(text -> text.length() > 3
                                    && name.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
        }
    }

    @BeforeAll
    static void readTheCode() throws Exception {
        readCode(S3Service.class);
        readCode(UnservedMembers.class);
    }

    /** The classes of the module of a class, be it a directory or a jar. */
    private static void readCode(Class<?> type) throws Exception {
        Path place =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            readClasses(place);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
                readClasses(jar.getPath("/"));
            }
        }
    }

    private static void readClasses(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(ServedMembersTest::readClass);
        }
    }

    private static void readClass(Path file) {
        ClassModel model;
        try {
            model = ClassFile.of().parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name = model.thisClass().asInternalName().replaceFirst(".*/", "").replaceFirst("\\$.*", "");
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof StringEntry text) { // with a mark where a concatenation has a variable
                TEXTS.computeIfAbsent(name, n -> new TreeSet<>())
                        .add(text.stringValue().replace("\u0001", ""));
            }
            if (entry instanceof MethodRefEntry method
                    && method.owner().asInternalName().startsWith(SDK)
                    && method.typeSymbol().parameterCount() == 0) {
                String owner =
                        method.owner().asInternalName().substring(SDK.length()).replace("/model/", " ");
                String getter = method.name().stringValue().toLowerCase(Locale.ROOT);
                CALLED.add(owner + " " + getter);
                CALLED.add(owner + " " + getter.replaceFirst("asstrings?$", ""));
                CALLED.add(owner + " " + getter.replaceFirst("^has", ""));
            }
        }
    }

    @Test
    void everyMemberOfEveryRequestIsHonouredOrRefusedByName() throws Exception {
        List<Excuse> excuses = excuses();
        Set<Excuse> needed = new HashSet<>();
        Set<String> dropped = new TreeSet<>();
        Set<Class<?>> seen = new HashSet<>();
        List<SdkPojo> open = new ArrayList<>(requests());
        assertThat(open).hasSizeGreaterThan(230);
        while (!open.isEmpty()) {
            SdkPojo structure = open.removeLast();
            if (seen.add(structure.getClass())) {
                for (SdkField<?> field : structure.sdkFields()) {
                    String member = nameOf(structure) + " " + field.memberName();
                    Optional<Excuse> excuse = excuses.stream()
                            .filter(e -> e.member().matcher(member).matches())
                            .filter(e -> e.holds(member.startsWith("s3 ") ? field.locationName() : field.memberName()))
                            .findFirst();
                    boolean refused = isRefused(structure, field);
                    if (isRead(structure, field) || isRefusedInAllItsParts(field)) {
                        descend(field, open);
                    } else if (excuse.isPresent() && !refused) {
                        needed.add(excuse.get());
                    } else if (!refused) {
                        dropped.add(member);
                    }
                }
            }
        }
        assertThat(dropped).as("members that are taken and then dropped").isEmpty();
        assertThat(excuses)
                .as("lines of served-members.txt that no member needs")
                .hasSameElementsAs(needed);
    }

    private static boolean isRead(SdkPojo structure, SdkField<?> field) {
        if (CALLED.contains(nameOf(structure) + " " + field.memberName().toLowerCase(Locale.ROOT))) {
            return true;
        }
        return nameOf(structure).matches("s3 .*Request")
                && field.location() != software.amazon.awssdk.core.protocol.MarshallLocation.PAYLOAD
                && TEXTS.values().stream()
                        .anyMatch(texts -> texts.stream().anyMatch(field.locationName()::equalsIgnoreCase));
    }

    private static boolean isRefused(SdkPojo structure, SdkField<?> field) {
        return UnservedMembers.all().getOrDefault(nameOf(structure), Map.of()).containsKey(field.locationName());
    }

    /** A structure of which nothing is taken but what is the case anyway. */
    private static boolean isRefusedInAllItsParts(SdkField<?> field) {
        List<SdkPojo> inside = new ArrayList<>();
        descend(field, inside);
        return !inside.isEmpty()
                && inside.getFirst().sdkFields().stream().allMatch(part -> isRefused(inside.getFirst(), part));
    }

    /** As {@code ec2 RunInstancesRequest}. */
    private static String nameOf(SdkPojo structure) {
        String[] parts = structure.getClass().getName().split("[.$]", -1);
        return parts[4] + " " + parts[6];
    }

    private static void descend(SdkField<?> field, List<SdkPojo> open) {
        switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> open.add(field.constructor().get());
            case LIST -> descend(field.getRequiredTrait(ListTrait.class).memberFieldInfo(), open);
            default -> {}
        }
    }

    private static List<SdkPojo> requests() throws ReflectiveOperationException {
        List<SdkPojo> requests = new ArrayList<>();
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger())) {
            for (ServiceDescriptor api : Silence.services(cloud)) {
                for (String name : api.operations().names()) {
                    requests.add(api.operations().find(name).orElseThrow().newRequest());
                }
            }
        }
        for (String name : S3Service.operationNames()) {
            Class<?> request = Class.forName("software.amazon.awssdk.services.s3.model." + name + "Request");
            requests.add((SdkPojo) request.getMethod("builder").invoke(null));
        }
        return requests;
    }

    private static List<Excuse> excuses() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ServedMembersTest.class.getResourceAsStream("served-members.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(Excuse::parse)
                    .toList();
        }
    }
}
