package dev.postern.policy;

import dev.postern.model.AccountId;
import java.util.List;
import java.util.Random;

/**
 * What a random request asks for.
 *
 * @param others other actions that policies may name
 * @param otherResources other resources that they may name
 */
record PeerTarget(String action, String resource, List<String> others, List<String> otherResources) {
    private static final List<String> KEYS =
            List.of("home/alice/notes", "home/bob/notes", "data", "a?b", "Home/alice", "a:b/c");

    static PeerTarget random(Random random, AccountId owner) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> object(random);
            case 3 ->
                new PeerTarget(
                        "s3:ListBucket",
                        "arn:aws:s3:::data",
                        List.of("s3:GetObject", "s3:GetBucketPolicy"),
                        List.of("arn:aws:s3:::data/*", "arn:aws:s3:::other"));
            case 4 -> regional(random, owner, "sqs", List.of("SendMessage", "ReceiveMessage"), "jobs");
            case 5 -> regional(random, owner, "sns", List.of("Publish", "Subscribe"), "news");
            case 8 -> regional(random, owner, "kms", List.of("Decrypt", "Encrypt"), "key/1234");
            case 6 -> regional(random, owner, "dynamodb", List.of("GetItem", "PutItem"), "table/orders");
            case 7 ->
                new PeerTarget(
                        "sts:AssumeRole",
                        "arn:aws:iam::" + owner.value() + ":role/svc/writer",
                        List.of("sts:TagSession", "iam:PassRole"),
                        List.of("arn:aws:iam::" + owner.value() + ":role/writer", "arn:aws:iam::*:role/*"));
            default ->
                new PeerTarget(
                        "ec2:DescribeInstances", "*", List.of("ec2:RunInstances", "s3:ListAllMyBuckets"), List.of("*"));
        };
    }

    private static PeerTarget object(Random random) {
        return new PeerTarget(
                random.nextBoolean() ? "s3:GetObject" : "s3:PutObject",
                "arn:aws:s3:::data/" + KEYS.get(random.nextInt(KEYS.size())),
                List.of("s3:DeleteObject", "s3:ListBucket", "s3:GetObjectTagging"),
                List.of("arn:aws:s3:::data", "arn:aws:s3:::data/*", "arn:aws:s3:::other/*"));
    }

    private static PeerTarget regional(
            Random random, AccountId owner, String service, List<String> actions, String name) {
        int chosen = random.nextInt(actions.size());
        String start = "arn:aws:" + service + ":us-east-1:";
        return new PeerTarget(
                service + ":" + actions.get(chosen),
                start + owner.value() + ":" + name,
                List.of(service + ":" + actions.get(1 - chosen), "s3:GetObject"),
                List.of(start + "999999999999:" + name, "arn:aws:" + service + ":eu-west-1:*:" + name));
    }
}
