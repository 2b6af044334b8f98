package dev.postern.services.ec2.filtering;

import dev.postern.model.Tags;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.ec2.Vpc;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.IpPermission;

/**
 * What a request takes from a group. In a default VPC what is not there is told; elsewhere it is an error, and nothing is taken.
 *
 * @param unknown permissions of which the group has no rule
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html">RevokeSecurityGroupIngress</a>
 */
record Revocation(List<SecurityGroupRule> revoked, List<IpPermission> unknown) {
    static Revocation matching(Ec2Call call, SecurityGroup group, boolean egress, List<IpPermission> permissions) {
        List<SecurityGroupRule> revoked = new ArrayList<>();
        List<SecurityGroupRule> unknown = new ArrayList<>();
        for (Permissions.Wanted wanted : Permissions.read(call, group, egress, permissions)) {
            Optional<SecurityGroupRule> found =
                    group.rules().stream().filter(wanted::isSameAs).findFirst();
            found.ifPresentOrElse(revoked::add, () -> unknown.add(unnamed(call, wanted)));
        }
        if (!unknown.isEmpty() && !isOfDefaultVpc(call, group)) {
            throw Ec2Error.PERMISSION_NOT_FOUND.of();
        }
        return new Revocation(
                revoked.stream().distinct().toList(),
                Permissions.view(call.snapshot(), group.withRules(unknown), egress));
    }

    /** As permissions are shown, of rules. */
    private static SecurityGroupRule unnamed(Ec2Call call, Permissions.Wanted wanted) {
        return SecurityGroupRules.rule(
                new SecurityGroupRuleId(call.newId(SecurityGroupRuleId.PREFIX)), wanted, Tags.NONE);
    }

    private static boolean isOfDefaultVpc(Ec2Call call, SecurityGroup group) {
        return call.snapshot()
                .find(Vpc.class, group.scope(), group.vpcId().value())
                .filter(Vpc::isDefault)
                .isPresent();
    }
}
