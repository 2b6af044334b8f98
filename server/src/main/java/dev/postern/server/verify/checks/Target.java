package dev.postern.server.verify.checks;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.iam.Role;
import dev.postern.policy.Distinctions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * On what a request may act.
 *
 * @param shown its ARN
 * @param arns those in it that a request can name, without those that are excepted
 * @param policy its own
 * @param document the text of that
 * @param role the role, where it is one
 * @param foreign whether it is somebody else's, and made up
 * @param made what makes it
 */
record Target(
        String service,
        String shown,
        AccountId owner,
        Region region,
        Pool<String> arns,
        Optional<Distinctions> policy,
        Optional<String> document,
        Optional<Role> role,
        boolean foreign,
        Change made) {
    /** ARNs of which policies tell some apart. */
    static Pool<String> arns(Collection<String> all) {
        return new Pool<>(all, arn -> arn.indexOf('/') < 0, Distinctions::ofResource);
    }

    List<Distinctions> policies() {
        return policy.map(List::of).orElse(List.of());
    }
}
