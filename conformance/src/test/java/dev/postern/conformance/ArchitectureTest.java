package dev.postern.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The edges between modules, and what only some of them may do. */
class ArchitectureTest {
    private static final String SECRET = "(?i)secret|secretAccessKey|token|sessionToken|privateKey|password";

    private static final String EC2 = "dev.postern.services.ec2";

    /** The packages of EC2: each may use those before it. */
    private static final List<String> EC2_FROM_BELOW = List.of(
            "call",
            "absent",
            "peering",
            "vpc",
            "publicaccess",
            "regions",
            "types",
            "prefixlists",
            "filtering",
            "interfaces",
            "endpointservices",
            "endpoints",
            "gateways",
            "natgateways",
            "routing",
            "addresses",
            "volumes",
            "images",
            "keys",
            "launchtemplates",
            "instances",
            "insights",
            "flowlogs",
            "tagging");

    private static JavaClasses code = new ClassFileImporter().importClasses();

    @BeforeAll
    static void load() {
        code = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.postern");
    }

    @Test
    void modulesUseOnlyWhatTheMapAllows() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("model")
                .definedBy("dev.postern.model..")
                .layer("linux")
                .definedBy("dev.postern.linux..")
                .layer("policy")
                .definedBy("dev.postern.policy..")
                .layer("network")
                .definedBy("dev.postern.network..")
                .layer("dataplane")
                .definedBy("dev.postern.dataplane..")
                .layer("wire")
                .definedBy("dev.postern.wire..")
                .layer("storage")
                .definedBy("dev.postern.storage..")
                .layer("services")
                .definedBy("dev.postern.services..")
                .layer("guest")
                .definedBy("dev.postern.guest..")
                .layer("explain")
                .definedBy("dev.postern.explain..")
                .layer("compute")
                .definedBy("dev.postern.compute..")
                .layer("server")
                .definedBy("dev.postern.server..")
                .layer("cli")
                .definedBy("dev.postern.cli..")
                .optionalLayer("bench")
                .definedBy("dev.postern.bench..")
                .whereLayer("model")
                .mayNotAccessAnyLayer()
                .whereLayer("linux")
                .mayNotAccessAnyLayer()
                .whereLayer("policy")
                .mayOnlyAccessLayers("model")
                .whereLayer("network")
                .mayOnlyAccessLayers("model")
                .whereLayer("dataplane")
                .mayOnlyAccessLayers("model", "network", "linux")
                .whereLayer("wire")
                .mayOnlyAccessLayers("model")
                .whereLayer("storage")
                .mayOnlyAccessLayers("model")
                .whereLayer("services")
                .mayOnlyAccessLayers("model", "policy", "network", "wire", "storage")
                .whereLayer("guest")
                .mayOnlyAccessLayers("model", "network")
                .whereLayer("explain")
                .mayOnlyAccessLayers("model", "network", "policy")
                .whereLayer("compute")
                .mayOnlyAccessLayers("model", "linux")
                .whereLayer("cli")
                .mayOnlyAccessLayers("model")
                .because(
                        "the modules are the architecture: an edge that is not on the map hides a decision;"
                                + " services ask the network what it does, as where a route leads, instead of deciding it again")
                .check(code);
    }

    @Test
    void servicesMeetOnlyInTheSnapshot() {
        slices().matching("dev.postern.services.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "dev.postern.services.."),
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "dev.postern.services.authorization.."))
                .ignoreDependency(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "dev.postern.services.."),
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "dev.postern.services.fabric.."))
                .ignoreDependency(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "dev.postern.services.."),
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "dev.postern.services.keyring.."))
                .because("a service that calls another cannot be understood, tested or moved alone")
                .check(code);
    }

    @Test
    void packagesOfEc2StandOnThoseBelow() {
        JavaPackage ec2 = code.getPackage(EC2);
        assertThat(ec2.getSubpackages())
                .as("each package of EC2 has its place")
                .extracting(JavaPackage::getRelativeName)
                .containsExactlyInAnyOrderElementsOf(EC2_FROM_BELOW);
        for (int i = 0; i < EC2_FROM_BELOW.size(); i++) {
            String[] above = Stream.concat(
                            Stream.of(EC2), EC2_FROM_BELOW.stream().skip(i + 1).map(name -> EC2 + "." + name + ".."))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(EC2 + "." + EC2_FROM_BELOW.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .because("EC2 is too large to be understood at once: who reads one package needs those below it,"
                            + " and only the service itself knows them all")
                    .check(code);
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.postern.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a cycle makes one module of two")
                .check(code);
    }

    @Test
    void onlyTheEdgesStartProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.postern.linux..",
                        "dev.postern.dataplane.linux..",
                        "dev.postern.compute..",
                        "dev.postern.cli..",
                        "dev.postern.bench..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .because("what happens to the machine must be findable in two places")
                .check(code);
    }

    @Test
    void whatHoldsASecretDoesNotShowIt() {
        fields().that()
                .haveNameMatching(SECRET)
                .and()
                .areDeclaredInClassesThat()
                .areRecords()
                .should(new ArchCondition<>("be in a record that says itself what it shows") {
                    @Override
                    public void check(JavaField field, ConditionEvents events) {
                        // The text that the compiler makes reads the fields where no import of classes sees it.
                        Set<JavaAccess<?>> shown =
                                field.getOwner().getMethod("toString").getAccessesFromSelf();
                        boolean hidden = !shown.isEmpty()
                                && shown.stream()
                                        .noneMatch(a -> a.getTarget().getName().matches(SECRET));
                        if (!hidden) {
                            events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is shown"));
                        }
                    }
                })
                .because("a record's text reaches logs and exceptions sooner or later")
                .check(code);
    }

    @Test
    void onlyTwoPlacesCallTheKernel() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.postern.linux..", "dev.postern.dataplane.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("what only the kernel can do must be findable: its calls, and the networks made of them")
                .check(code);
    }

    @Test
    void handlersReadNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.postern.model..",
                        "dev.postern.policy..",
                        "dev.postern.network..",
                        "dev.postern.explain..",
                        "dev.postern.services.ec2..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("a handler may run again on a newer snapshot, and must decide the same")
                .check(code);
    }

    @Test
    void pureModulesTouchNoFile() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.postern.model..",
                        "dev.postern.policy..",
                        "dev.postern.network..",
                        "dev.postern.explain..",
                        "dev.postern.wire..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .because("only storage, and the modules that own a part of the machine, touch files")
                .check(code);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes()
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl|Info)$")
                .because("such a name says nothing that the package does not")
                .check(code);
    }
}
