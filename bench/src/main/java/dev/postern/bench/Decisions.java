package dev.postern.bench;

import dev.postern.model.AccountId;
import dev.postern.model.request.Caller;
import dev.postern.policy.AuthorizationRequest;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.Evaluator;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.NamedPolicy;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.PolicyLayers;
import dev.postern.policy.PrincipalFacts;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many decisions on requests one thread makes: 50 statements in five layers, those of a user, its boundary, a session, a VPC
 * endpoint and a bucket. Half of the requests are allowed; the others are denied, or nobody allows them.
 */
record Decisions(Report report) {
    private static final int ROUNDS = 15;
    private static final int DECISIONS = 200_000;
    private static final double GOAL = 500_000;
    private static final AccountId ACCOUNT = new AccountId("111122223333");

    void run() throws MalformedPolicyException {
        PolicyLayers layers = layers();
        List<AuthorizationRequest> requests = requests();
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long begin = cpuNanos();
            int allowed = 0;
            for (int i = 0; i < DECISIONS; i++) {
                Decision decision = Evaluator.decide(requests.get(i % requests.size()), layers);
                allowed += decision.allowed() ? 1 : 0;
            }
            rates[round] = DECISIONS / ((cpuNanos() - begin) / 1e9);
            if (allowed != DECISIONS / 2) {
                throw new IllegalStateException(allowed + " of " + DECISIONS + " are allowed, and half should be");
            }
        }
        report.figure(
                "decisions on requests, 50 statements in 5 layers, one thread",
                Report.median(rates),
                "decisions/s",
                "goal %.0f".formatted(GOAL));
    }

    private static PolicyLayers layers() throws MalformedPolicyException {
        return PolicyLayers.ofIdentity(List.of(policy("user", PolicyKind.IDENTITY, "")))
                .withBoundary(policy("boundary", PolicyKind.IDENTITY, ""))
                .withSession(policy("session", PolicyKind.IDENTITY, ""))
                .withEndpoint(new PolicyLayers.EndpointPolicy(
                        policy("endpoint", PolicyKind.ENDPOINT, "'Principal':'*',"), false))
                .withResource(new PolicyLayers.ResourceBased(policy(
                        "bucket",
                        PolicyKind.BUCKET,
                        "'Principal':{'AWS':['111122223333','arn:aws:iam::111122223333:user/svc/reader']},")));
    }

    /** Ten statements, of which some are for other actions, some for other resources, and some have conditions. */
    private static NamedPolicy policy(String name, PolicyKind kind, String principal) throws MalformedPolicyException {
        String document = """
                {'Version':'2012-10-17','Statement':[
                 {PRINCIPAL'Effect':'Allow','Action':['s3:PutObject'],'Resource':['arn:aws:s3:::data/in/*']},
                 {PRINCIPAL'Effect':'Allow','Action':['s3:List*'],'Resource':['arn:aws:s3:::data'],
                  'Condition':{'StringLike':{'s3:prefix':'out/*'}}},
                 {PRINCIPAL'Effect':'Deny','Action':['s3:DeleteObject'],'Resource':['arn:aws:s3:::data/*']},
                 {PRINCIPAL'Effect':'Deny','Action':['s3:*'],'Resource':['arn:aws:s3:::data/*'],
                  'Condition':{'Bool':{'aws:SecureTransport':'false'}}},
                 {PRINCIPAL'Effect':'Deny','Action':['s3:GetObject'],'Resource':['arn:aws:s3:::data/secret/*']},
                 {PRINCIPAL'Effect':'Deny','Action':['s3:*'],'Resource':['arn:aws:s3:::data/*'],
                  'Condition':{'StringNotEquals':{'aws:SourceVpce':'vpce-1'}}},
                 {PRINCIPAL'Effect':'Allow','Action':['s3:GetObject'],
                  'Resource':['arn:aws:s3:::data/${aws:PrincipalTag/team}/*']},
                 {PRINCIPAL'Effect':'Deny','Action':['s3:*'],'Resource':['arn:aws:s3:::data/*'],
                  'Condition':{'NotIpAddress':{'aws:VpcSourceIp':'10.0.0.0/8'}}},
                 {PRINCIPAL'Effect':'Allow','Action':['s3:Get*'],'Resource':['arn:aws:s3:::data/*/public/*']},
                 {PRINCIPAL'Effect':'Allow','Action':['s3:GetObject'],'Resource':['arn:aws:s3:::data/out/*'],
                  'Condition':{'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:user/svc/*'}}}]}
                """.replace("PRINCIPAL", principal).replace('\'', '"');
        return new NamedPolicy(name, Policy.parse(document, kind));
    }

    private static List<AuthorizationRequest> requests() {
        PrincipalFacts reader = PrincipalFacts.of(new Caller.User(ACCOUNT, "/svc/", "reader", "AIDAREADERREADERREA1"));
        ConditionContext context = ConditionContext.of(Map.of(
                "aws:SecureTransport", List.of("true"),
                "aws:SourceVpce", List.of("vpce-1"),
                "aws:VpcSourceIp", List.of("10.0.1.5"),
                "aws:PrincipalTag/team", List.of("red"),
                "aws:PrincipalArn", List.of("arn:aws:iam::111122223333:user/svc/reader")));
        List<AuthorizationRequest> requests = new ArrayList<>();
        for (String asked : List.of(
                "s3:GetObject out/2026/report",
                "s3:GetObject secret/keys",
                "s3:GetObject red/notes",
                "s3:GetObject blue/notes",
                "s3:PutObject in/upload",
                "s3:PutObject out/2026/report",
                "s3:GetObject a/public/b",
                "s3:DeleteObject in/upload")) {
            String[] words = asked.split(" ", -1);
            requests.add(new AuthorizationRequest(
                    reader, words[0], "arn:aws:s3:::data/" + words[1], Optional.of(ACCOUNT), context));
        }
        return requests;
    }

    /** Of this thread: what others do on the machine is not counted. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
