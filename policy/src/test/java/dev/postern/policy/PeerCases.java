package dev.postern.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes cases of which about as many are allowed as are refused, by each kind of policies. */
final class PeerCases {
    private static final AccountId HERE = Fixtures.ACCOUNT;
    private static final AccountId THERE = Fixtures.OTHER;
    private static final String ALICE_ID = "AIDAALICEALICEALICE1";
    private static final String READER_ID = "AROAREADERREADERREA1";

    private final Random random;

    PeerCases(Random random) {
        this.random = random;
    }

    PeerCase next() {
        PrincipalFacts caller = caller();
        AccountId owner = random.nextInt(3) == 0 ? THERE : HERE;
        PeerTarget target = PeerTarget.random(random, owner);
        boolean trust = target.action().startsWith("sts:");
        if (trust && caller.anonymous()) {
            caller = PrincipalFacts.ofService("ec2.amazonaws.com"); // nobody assumes a role without a signature
        }
        RandomStatements statements = new RandomStatements(random, target, principals());
        Map<Layer, List<String>> documents = new EnumMap<>(Layer.class);
        boolean resource = trust
                || target.action().startsWith("kms:")
                || (!target.resource().equals("*") && random.nextInt(3) > 0);
        if (resource) {
            documents.put(Layer.RESOURCE, documents(statements, target, Layer.RESOURCE, 1, 0.85));
        }
        if (caller.account().isPresent()) {
            if (random.nextInt(4) == 0) {
                documents.put(Layer.VPC_ENDPOINT, documents(statements, target, Layer.VPC_ENDPOINT, 1, 0.9));
            }
            if (random.nextInt(5) == 0) {
                documents.put(
                        Layer.SERVICE_CONTROL,
                        documents(statements, target, Layer.SERVICE_CONTROL, 1 + random.nextInt(2), 0.9));
            }
            if (!caller.root()) {
                documents.put(
                        Layer.IDENTITY, documents(statements, target, Layer.IDENTITY, 1 + random.nextInt(3), 0.85));
                if (random.nextInt(4) == 0) {
                    documents.put(
                            Layer.PERMISSIONS_BOUNDARY,
                            documents(statements, target, Layer.PERMISSIONS_BOUNDARY, 1, 0.9));
                }
                if (caller.role().isPresent() && random.nextInt(3) == 0) {
                    documents.put(Layer.SESSION, documents(statements, target, Layer.SESSION, 1, 0.9));
                }
            }
        }
        return new PeerCase(
                caller,
                target.action(),
                target.resource(),
                owner,
                new RandomConditions(random).context(),
                trust,
                random.nextBoolean(),
                documents);
    }

    private PrincipalFacts caller() {
        return switch (random.nextInt(12)) {
            case 0 -> Fixtures.ROOT;
            case 1 -> Fixtures.ANONYMOUS;
            case 2 -> PrincipalFacts.ofService("sns.amazonaws.com");
            case 3, 4, 5, 6 -> Fixtures.ALICE;
            default -> Fixtures.SESSION;
        };
    }

    /** By their kind and what a policy says; most speak of the callers above. */
    private static List<String> principals() {
        String iam = "arn:aws:iam::" + HERE.value() + ":";
        String session = "arn:aws:sts::" + HERE.value() + ":assumed-role/reader/";
        return List.of(
                "AWS *",
                "AWS " + HERE.value(),
                "AWS " + iam + "root",
                "AWS " + iam + "root",
                "AWS " + iam + "user/alice",
                "AWS " + iam + "user/alice",
                "AWS " + iam + "user/bob",
                "AWS " + iam + "role/app/reader",
                "AWS " + iam + "role/app/reader",
                "AWS " + iam + "role/writer",
                "AWS " + session + "i-0123",
                "AWS " + session + "i-4567",
                "AWS " + ALICE_ID,
                "AWS " + READER_ID,
                "AWS " + THERE.value(),
                "AWS arn:aws:iam::" + THERE.value() + ":user/alice",
                "Service sns.amazonaws.com",
                "Service ec2.amazonaws.com",
                "Federated cognito-identity.amazonaws.com");
    }

    private List<String> documents(
            RandomStatements statements, PeerTarget target, Layer layer, int count, double allows) {
        PolicyKind kind = PeerCase.kind(layer, target.action(), target.action().startsWith("sts:"));
        List<String> documents = new ArrayList<>();
        while (documents.size() < count) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.put(
                    "Version", kind != PolicyKind.IDENTITY && random.nextInt(15) == 0 ? "2008-10-17" : "2012-10-17");
            ArrayNode all = document.putArray("Statement");
            int size = 1 + random.nextInt(3);
            for (int i = 0; i < size; i++) {
                all.add(statements.statement(kind, allows));
            }
            if (isValid(document.toString(), kind)) {
                documents.add(document.toString());
            }
        }
        return documents;
    }

    /** Services refuse some, as S3 does with an address that is none. */
    private static boolean isValid(String document, PolicyKind kind) {
        try {
            return !Policy.parse(document, kind).statements().isEmpty();
        } catch (MalformedPolicyException e) {
            return false;
        }
    }
}
