package dev.postern.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a policy is kept, and so how it can be changed.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-edit.html">Edit IAM policies</a>
 */
sealed interface PolicyPlace {
    /** A command that gives the policy another document. */
    Fix replaced(String because, String document);

    /** What to do where nothing of the document would be left. */
    Fix removed(String because);

    /** A role, user or group: who holds an inline policy or has a managed one attached. */
    record Holder(String noun, String name) {
        List<String> aws(String operation) {
            return List.of("aws", "iam", operation.formatted(noun), "--" + noun + "-name", name);
        }

        @Override
        public String toString() {
            return noun + " " + name;
        }
    }

    /** An inline policy of a role, user or group. */
    record Inline(Holder holder, String policy) implements PolicyPlace {
        @Override
        public Fix replaced(String because, String document) {
            return fix(because, holder.aws("put-%s-policy"), "--policy-name", policy, "--policy-document", document);
        }

        @Override
        public Fix removed(String because) {
            return fix(because, holder.aws("delete-%s-policy"), "--policy-name", policy);
        }
    }

    /** A managed policy of the account. */
    record Managed(String arn, Optional<Holder> attachedTo) implements PolicyPlace {
        @Override
        public Fix replaced(String because, String document) {
            return fix(
                    because,
                    List.of("aws", "iam", "create-policy-version", "--policy-arn", arn),
                    "--policy-document",
                    document,
                    "--set-as-default");
        }

        @Override
        public Fix removed(String because) {
            return attachedTo
                    .map(holder -> fix(because, holder.aws("detach-%s-policy"), "--policy-arn", arn))
                    .orElseGet(() -> Fix.inWords(because));
        }
    }

    /** A policy that AWS manages: it can only be detached. */
    record AwsManaged(String arn, Holder attachedTo) implements PolicyPlace {
        @Override
        public Fix replaced(String because, String document) {
            return removed(because);
        }

        @Override
        public Fix removed(String because) {
            return fix(because, attachedTo.aws("detach-%s-policy"), "--policy-arn", arn);
        }
    }

    /** A permissions boundary. */
    record Boundary(String arn, Holder of, boolean customerManaged) implements PolicyPlace {
        @Override
        public Fix replaced(String because, String document) {
            return customerManaged ? new Managed(arn, Optional.empty()).replaced(because, document) : removed(because);
        }

        @Override
        public Fix removed(String because) {
            return fix(because + " (this takes the boundary away)", of.aws("delete-%s-permissions-boundary"));
        }
    }

    /** What was passed when the role was assumed: it cannot be changed. */
    record OfSession(String session) implements PolicyPlace {
        @Override
        public Fix replaced(String because, String document) {
            return removed(because);
        }

        @Override
        public Fix removed(String because) {
            return Fix.inWords(because + ": assume the role again, with another session policy or none (the one of "
                    + session + " cannot be changed)");
        }
    }

    /**
     * A VPC endpoint's policy.
     *
     * @param gateway whether it is a gateway endpoint, in whose policy an account means its root user
     */
    record OfEndpoint(String id, String region, boolean gateway) implements PolicyPlace {
        private List<String> aws() {
            return List.of("aws", "ec2", "modify-vpc-endpoint", "--region", region, "--vpc-endpoint-id", id);
        }

        @Override
        public Fix replaced(String because, String document) {
            return fix(because, aws(), "--policy-document", document);
        }

        @Override
        public Fix removed(String because) {
            return fix(
                    because + " (back to the default policy, which lets everything through)", aws(), "--reset-policy");
        }
    }

    /** A bucket's policy. */
    record OfBucket(String bucket) implements PolicyPlace {
        @Override
        public Fix replaced(String because, String document) {
            return fix(because, List.of("aws", "s3api", "put-bucket-policy", "--bucket", bucket), "--policy", document);
        }

        @Override
        public Fix removed(String because) {
            return fix(because, List.of("aws", "s3api", "delete-bucket-policy", "--bucket", bucket));
        }
    }

    /** An access point's policy. */
    record OfAccessPoint(String account, String region, String name) implements PolicyPlace {
        private List<String> aws(String operation) {
            return List.of("aws", "s3control", operation, "--region", region, "--account-id", account, "--name", name);
        }

        @Override
        public Fix replaced(String because, String document) {
            return fix(because, aws("put-access-point-policy"), "--policy", document);
        }

        @Override
        public Fix removed(String because) {
            return fix(because, aws("delete-access-point-policy"));
        }
    }

    /** A key's policy, which every key has. */
    record OfKey(String id, String region) implements PolicyPlace {
        @Override
        public Fix replaced(String because, String document) {
            return fix(
                    because,
                    List.of("aws", "kms", "put-key-policy", "--region", region, "--key-id", id),
                    "--policy-name",
                    "default",
                    "--policy",
                    document);
        }

        @Override
        public Fix removed(String because) {
            return Fix.inWords(because + ": a key has a policy, so put another in its place");
        }
    }

    /** A role's trust policy. */
    record Trust(String role) implements PolicyPlace {
        @Override
        public Fix replaced(String because, String document) {
            return fix(
                    because,
                    List.of("aws", "iam", "update-assume-role-policy", "--role-name", role),
                    "--policy-document",
                    document);
        }

        @Override
        public Fix removed(String because) {
            return Fix.inWords(because);
        }
    }

    /**
     * A policy of an organization, which its management account can change.
     *
     * @param target the root, unit or account to which it is attached
     * @param awsManaged whether it is one that AWS maintains, which allows everything
     */
    record OfOrganization(String policy, String target, boolean awsManaged) implements PolicyPlace {
        @Override
        public Fix replaced(String because, String document) {
            return awsManaged
                    ? Fix.inWords(because)
                    : fix(
                            because + " (in the organization's management account)",
                            List.of("aws", "organizations", "update-policy", "--policy-id", policy),
                            "--content",
                            document);
        }

        @Override
        public Fix removed(String because) {
            return fix(
                    because + " (in the organization's management account)",
                    List.of("aws", "organizations", "detach-policy", "--policy-id", policy, "--target-id", target));
        }
    }

    private static Fix fix(String because, List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return Fix.of(because, all);
    }
}
