package dev.postern.model;

import java.util.Optional;

/**
 * An Amazon Resource Name, {@code arn:partition:service:region:account:resource}; region and account may be empty.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">ARNs</a>
 */
public record Arn(String partition, String service, String region, String account, String resource) {
    public static Arn of(String service, Scope scope, String resource) {
        return new Arn("aws", service, scope.region().name(), scope.account().value(), resource);
    }

    /** An IAM or STS name, which carries no Region. */
    public static Arn global(String service, AccountId account, String resource) {
        return new Arn("aws", service, "", account.value(), resource);
    }

    public static Optional<Arn> parse(String text) {
        String[] parts = text.split(":", 6);
        if (parts.length != 6 || !parts[0].equals("arn")) {
            return Optional.empty();
        }
        return Optional.of(new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]));
    }

    @Override
    public String toString() {
        return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
    }
}
