package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Fuzz;
import dev.postern.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Documents that are nearly policies are policies, or are refused in AWS's words; nothing else happens. */
@Tag("fuzz")
class PolicyFuzzTest {
    private static final List<Document> DOCUMENTS = documents();
    private static final List<String> TEXTS =
            DOCUMENTS.stream().map(Document::text).toList();

    private static final List<PolicyKind> KINDS = List.of(PolicyKind.values());

    private record Document(PolicyKind kind, String text) {}

    private static List<Document> documents() {
        List<Document> documents = new ArrayList<>();
        for (long seed = 1; documents.size() < 100; seed++) {
            PeerCase made = new PeerCases(Seeds.random(seed)).next();
            made.documents()
                    .forEach((layer, texts) -> texts.forEach(text ->
                            documents.add(new Document(PeerCase.kind(layer, made.action(), made.trust()), text))));
        }
        return documents;
    }

    @Test
    void whatIsParsedIsAlsoDecided() {
        int[] counts = new int[2];
        Seeds.each(Fuzz.cases(40_000), random -> {
            Document original = DOCUMENTS.get(random.nextInt(DOCUMENTS.size()));
            PolicyKind kind = random.nextInt(8) == 0 ? KINDS.get(random.nextInt(KINDS.size())) : original.kind();
            String document = Fuzz.spoil(original.text(), TEXTS, random);
            try {
                decide(random, Policy.parse(document, kind));
                counts[0]++;
            } catch (MalformedPolicyException e) {
                assertThat(e.text()).isNotBlank();
                counts[1]++;
            }
        });
        System.out.println("fuzz: policies: " + counts[0] + " accepted, " + counts[1] + " refused");
    }

    private static void decide(Random random, Policy policy) {
        PeerCase asked = new PeerCases(random).next();
        NamedPolicy named = new NamedPolicy("p", policy);
        PolicyLayers layers = PolicyLayers.ofIdentity(List.of(named))
                .withSession(named)
                .withEndpoint(new PolicyLayers.EndpointPolicy(named, random.nextBoolean()))
                .withResource(new PolicyLayers.ResourceBased(named));
        Decision decision = Evaluator.decide(asked.request(), layers);
        assertThat(decision.deniedText()).isNotBlank();
        assertThat(decision.explanation()).isNotEmpty();
    }
}
