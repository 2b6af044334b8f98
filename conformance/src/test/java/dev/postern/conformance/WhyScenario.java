package dev.postern.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Policies by chance, in every place that has one, and the callers that meet them. */
final class WhyScenario {
    private static final String ANN = "arn:aws:iam::000000000000:user/ann";
    private static final String ROLE = "arn:aws:iam::000000000000:role/worker";
    private static final String BOUNDARY = "arn:aws:iam::000000000000:policy/limit";
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\\\\.|[^ '\\\\])+");
    private static final List<String> ACTIONS =
            List.of("s3:GetObject", "s3:GetObjectTagging", "s3:PutObject", "s3:ListBucket");

    private final Clients root;
    private final SmallNetwork network;
    private final AccessKey key;

    WhyScenario(Clients root, SmallNetwork network) {
        this.root = root;
        this.network = network;
        var iam = root.iam();
        iam.createUser(create -> create.userName("ann"));
        this.key = iam.createAccessKey(create -> create.userName("ann")).accessKey();
        iam.createRole(create -> create.roleName("worker").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"sts:AssumeRole"}}""".formatted(ANN)));
    }

    /**
     * One request.
     *
     * @param key by which {@code why} knows the caller
     * @param signed the words that make curl sign as the caller
     */
    record Case(String action, String path, boolean inside, String key, List<String> signed) {
        String query() {
            return switch (action) {
                case "s3:GetObjectTagging" -> "?tagging=";
                case "s3:ListBucket" -> "?delimiter=%2F&list-type=2&prefix="; // in order: curl signs it as it is
                default -> "";
            };
        }

        @Override
        public String toString() {
            return action + " on " + path + " as " + key + (inside ? " from an instance" : " from the host");
        }
    }

    /** Sets everything anew. */
    Case arrange(Random random) {
        String action = ACTIONS.get(random.nextInt(ACTIONS.size()));
        String path = action.equals("s3:ListBucket") ? "" : "/note";
        clear();
        identity(random).ifPresent(document -> {
            root.iam()
                    .putUserPolicy(put -> put.userName("ann").policyName("own").policyDocument(document));
            root.iam()
                    .putRolePolicy(
                            put -> put.roleName("worker").policyName("own").policyDocument(document));
        });
        if (random.nextInt(3) == 0) {
            String limit = policy(statement("Allow", "", random.nextBoolean() ? "s3:Get*" : "ec2:*", "*", ""));
            root.iam().createPolicy(create -> create.policyName("limit").policyDocument(limit));
            root.iam().putUserPermissionsBoundary(put -> put.userName("ann").permissionsBoundary(BOUNDARY));
            root.iam().putRolePermissionsBoundary(put -> put.roleName("worker").permissionsBoundary(BOUNDARY));
        }
        bucketPolicy(random)
                .ifPresent(document -> root.s3()
                        .putBucketPolicy(put -> put.bucket(SmallNetwork.BUCKET).policy(document)));
        endpointPolicy(random)
                .ifPresent(document -> root.ec2()
                        .modifyVpcEndpoint(modify ->
                                modify.vpcEndpointId(network.endpoint()).policyDocument(document)));
        return caller(random, action, path, random.nextBoolean());
    }

    private void clear() {
        var iam = root.iam();
        iam.listUserPolicies(list -> list.userName("ann"))
                .policyNames()
                .forEach(name ->
                        iam.deleteUserPolicy(delete -> delete.userName("ann").policyName(name)));
        iam.listRolePolicies(list -> list.roleName("worker"))
                .policyNames()
                .forEach(name ->
                        iam.deleteRolePolicy(delete -> delete.roleName("worker").policyName(name)));
        if (iam.getUser(get -> get.userName("ann")).user().permissionsBoundary() != null) {
            iam.deleteUserPermissionsBoundary(delete -> delete.userName("ann"));
        }
        if (iam.getRole(get -> get.roleName("worker")).role().permissionsBoundary() != null) {
            iam.deleteRolePermissionsBoundary(delete -> delete.roleName("worker"));
        }
        iam.listPolicies(list -> list.scope("Local")).policies().forEach(policy -> {
            iam.listPolicyVersions(list -> list.policyArn(policy.arn())).versions().stream()
                    .filter(version -> !version.isDefaultVersion())
                    .forEach(version -> iam.deletePolicyVersion(
                            delete -> delete.policyArn(policy.arn()).versionId(version.versionId())));
            iam.deletePolicy(delete -> delete.policyArn(policy.arn()));
        });
        root.s3().deleteBucketPolicy(delete -> delete.bucket(SmallNetwork.BUCKET));
        root.s3()
                .putPublicAccessBlock(put -> put.bucket(SmallNetwork.BUCKET)
                        .publicAccessBlockConfiguration(block -> block.blockPublicAcls(true)
                                .ignorePublicAcls(true)
                                .blockPublicPolicy(true)
                                .restrictPublicBuckets(true)));
        root.ec2()
                .modifyVpcEndpoint(
                        modify -> modify.vpcEndpointId(network.endpoint()).resetPolicy(true));
    }

    private Case caller(Random random, String action, String path, boolean inside) {
        return switch (random.nextInt(8)) {
            case 0 -> new Case(action, path, inside, "test", signed("test", "test", Optional.empty()));
            case 1 -> new Case(action, path, inside, "anonymous", List.of());
            case 2, 3, 4 -> {
                Credentials session;
                try (Clients ann = new Clients(
                        root.endpoint(),
                        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()),
                        Region.US_EAST_1)) {
                    boolean limited = random.nextInt(4) == 0;
                    session = ann.sts()
                            .assumeRole(assume -> assume.roleArn(ROLE)
                                    .roleSessionName("session")
                                    .policy(limited ? policy(statement("Allow", "", "s3:GetObject*", "*", "")) : null))
                            .credentials();
                }
                yield new Case(
                        action,
                        path,
                        inside,
                        session.accessKeyId(),
                        signed(session.accessKeyId(), session.secretAccessKey(), Optional.of(session.sessionToken())));
            }
            default ->
                new Case(
                        action,
                        path,
                        inside,
                        key.accessKeyId(),
                        signed(key.accessKeyId(), key.secretAccessKey(), Optional.empty()));
        };
    }

    private static List<String> signed(String id, String secret, Optional<String> token) {
        List<String> words = new ArrayList<>(List.of(
                "--aws-sigv4",
                "aws:amz:us-east-1:s3",
                "--user",
                id + ":" + secret,
                "-H",
                "x-amz-content-sha256: UNSIGNED-PAYLOAD"));
        token.ifPresent(t -> words.addAll(List.of("-H", "x-amz-security-token: " + t)));
        return words;
    }

    private Optional<String> identity(Random random) {
        String ours = "arn:aws:s3:::" + SmallNetwork.BUCKET;
        String vpce = condition("StringEquals", "aws:SourceVpce", network.endpoint());
        return switch (random.nextInt(7)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(policy(statement("Allow", "", "s3:*", "*", "")));
            case 2 -> Optional.of(policy(statement("Allow", "", "s3:GetObject", ours + "/*", "")));
            case 3 -> Optional.of(policy(statement("Allow", "", "s3:*", "*", vpce)));
            case 4 ->
                Optional.of(policy(
                        statement("Allow", "", "s3:*", "*", ""), statement("Deny", "", "s3:Put*", ours + "/*", "")));
            case 5 ->
                Optional.of(policy(
                        statement("Deny", "", "s3:*", "*", condition("Bool", "aws:SecureTransport", "false")),
                        statement("Allow", "", "s3:List*", ours, "")));
            default -> Optional.of(policy(statement("Allow", "", "ec2:*", "*", "")));
        };
    }

    private Optional<String> bucketPolicy(Random random) {
        String all = "[\"arn:aws:s3:::" + SmallNetwork.BUCKET + "\",\"arn:aws:s3:::" + SmallNetwork.BUCKET + "/*\"]";
        String elsewhere = condition("StringNotEquals", "aws:SourceVpce", network.endpoint());
        String through = condition("StringEquals", "aws:SourceVpce", network.endpoint());
        return switch (random.nextInt(6)) {
            case 0 -> Optional.of(policy(statement("Allow", "{\"AWS\":\"" + ANN + "\"}", "s3:*", all, "")));
            case 1 -> Optional.of(policy(statement("Allow", "{\"AWS\":\"" + ROLE + "\"}", "s3:*", all, "")));
            case 2 -> Optional.of(policy(statement("Deny", "\"*\"", "s3:*Object*", all, elsewhere)));
            case 3 -> Optional.of(policy(statement("Allow", "\"*\"", "s3:*", all, through)));
            default -> Optional.empty();
        };
    }

    private Optional<String> endpointPolicy(Random random) {
        String ours = "[\"arn:aws:s3:::" + SmallNetwork.BUCKET + "\",\"arn:aws:s3:::" + SmallNetwork.BUCKET + "/*\"]";
        return switch (random.nextInt(6)) {
            case 0 -> Optional.of(policy(statement("Allow", "\"*\"", "s3:GetObject", ours, "")));
            case 1 -> Optional.of(policy(statement("Allow", "\"*\"", "s3:*", "arn:aws:s3:::other/*", "")));
            case 2 -> Optional.of(policy(statement("Deny", "\"*\"", "*", "*", "")));
            case 3 ->
                Optional.of(policy(
                        statement("Allow", "\"*\"", "*", "*", ""), statement("Deny", "\"*\"", "s3:Put*", "*", "")));
            default -> Optional.empty();
        };
    }

    private static String policy(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private static String statement(String effect, String principal, String action, String resource, String condition) {
        return "{\"Effect\":\"" + effect + "\"," + (principal.isEmpty() ? "" : "\"Principal\":" + principal + ",")
                + "\"Action\":\"" + action + "\",\"Resource\":"
                + (resource.startsWith("[") ? resource : "\"" + resource + "\"")
                + (condition.isEmpty() ? "" : ",\"Condition\":" + condition) + "}";
    }

    private static String condition(String operator, String key, String value) {
        return "{\"" + operator + "\":{\"" + key + "\":\"" + value + "\"}}";
    }

    /** Does what a command of the AWS CLI does. */
    void apply(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group().replace("'\\''", "\u0000").replace("'", "").replace('\u0000', '\''));
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 3; i < words.size(); i++) {
            boolean value = i + 1 < words.size() && !words.get(i + 1).startsWith("--");
            options.put(words.get(i), value ? words.get(i + 1) : "");
            i += value ? 1 : 0;
        }
        String document = options.getOrDefault("--policy-document", options.getOrDefault("--policy", ""));
        String user = options.getOrDefault("--user-name", "");
        String role = options.getOrDefault("--role-name", "");
        String name = options.getOrDefault("--policy-name", "");
        var iam = root.iam();
        switch (words.get(2)) {
            case "put-user-policy" ->
                iam.putUserPolicy(put -> put.userName(user).policyName(name).policyDocument(document));
            case "put-role-policy" ->
                iam.putRolePolicy(put -> put.roleName(role).policyName(name).policyDocument(document));
            case "delete-user-policy" ->
                iam.deleteUserPolicy(delete -> delete.userName(user).policyName(name));
            case "delete-role-policy" ->
                iam.deleteRolePolicy(delete -> delete.roleName(role).policyName(name));
            case "create-policy-version" ->
                iam.createPolicyVersion(create -> create.policyArn(options.get("--policy-arn"))
                        .policyDocument(document)
                        .setAsDefault(options.containsKey("--set-as-default")));
            case "put-bucket-policy" ->
                root.s3()
                        .putBucketPolicy(
                                put -> put.bucket(options.get("--bucket")).policy(document));
            case "delete-bucket-policy" ->
                root.s3().deleteBucketPolicy(delete -> delete.bucket(options.get("--bucket")));
            case "put-public-access-block" ->
                root.s3()
                        .putPublicAccessBlock(put -> put.bucket(options.get("--bucket"))
                                .publicAccessBlockConfiguration(
                                        block -> block.blockPublicPolicy(false).restrictPublicBuckets(false)));
            case "modify-vpc-endpoint" ->
                root.ec2().modifyVpcEndpoint(modify -> {
                    modify.vpcEndpointId(options.get("--vpc-endpoint-id"));
                    if (options.containsKey("--reset-policy")) {
                        modify.resetPolicy(true);
                    } else {
                        modify.policyDocument(document);
                    }
                });
            default -> throw new AssertionError("not known here: " + command);
        }
    }
}
