package dev.postern.services.iam;

import dev.postern.model.iam.Group;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** To which users, groups and roles a managed policy is attached, and what attaching changes. */
final class Attachments {
    static final int POLICIES_MAX = 10;

    private Attachments() {}

    static List<User> users(IamCall call, String arn) {
        return call.all(User.class).stream()
                .filter(user -> user.attachedPolicies().contains(arn))
                .toList();
    }

    static List<Group> groups(IamCall call, String arn) {
        return call.all(Group.class).stream()
                .filter(group -> group.attachedPolicies().contains(arn))
                .toList();
    }

    static List<Role> roles(IamCall call, String arn) {
        return call.all(Role.class).stream()
                .filter(role -> role.attachedPolicies().contains(arn))
                .toList();
    }

    static List<User> boundedUsers(IamCall call, String arn) {
        return call.all(User.class).stream()
                .filter(user -> user.permissionsBoundary().equals(Optional.of(arn)))
                .toList();
    }

    static List<Role> boundedRoles(IamCall call, String arn) {
        return call.all(Role.class).stream()
                .filter(role -> role.permissionsBoundary().equals(Optional.of(arn)))
                .toList();
    }

    static int count(IamCall call, String arn) {
        return users(call, arn).size()
                + groups(call, arn).size()
                + roles(call, arn).size();
    }

    static int boundaryCount(IamCall call, String arn) {
        return boundedUsers(call, arn).size() + boundedRoles(call, arn).size();
    }

    /** With the policy attached; attaching it again changes nothing. */
    static List<String> plus(IamCall call, List<String> attached, String arn, String quota) {
        call.requireAttachable(arn);
        if (attached.contains(arn)) {
            return attached;
        }
        if (attached.size() >= POLICIES_MAX) {
            throw IamCall.limitExceeded("Cannot exceed quota for " + quota + ": " + POLICIES_MAX);
        }
        List<String> more = new ArrayList<>(attached);
        more.add(arn);
        return more;
    }

    /** Those of the policies whose path begins with a prefix, if one is given: what is in an ARN after {@code policy}. */
    static List<String> below(List<String> attached, @Nullable String prefix) {
        return prefix == null
                ? attached
                : attached.stream()
                        .filter(arn -> arn.substring(arn.indexOf('/')).startsWith(prefix))
                        .toList();
    }

    /** Without the policy, which must have been attached. */
    static List<String> minus(List<String> attached, String arn) {
        if (!attached.contains(arn)) {
            throw IamCall.noSuchEntity("Policy " + arn + " was not found.");
        }
        return attached.stream().filter(a -> !a.equals(arn)).toList();
    }
}
