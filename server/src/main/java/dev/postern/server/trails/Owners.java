package dev.postern.server.trails;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.services.cloudtrail.events.Said;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Whose the role or the key is that a request is about: its account is told, too, of what others do with it.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/shared-event-ID.html">Shared event IDs</a>
 */
final class Owners {
    /** The member that names it, by service. */
    private static final Map<String, String> MEMBERS = Map.of("kms", "KeyId", "sts", "RoleArn");

    private Owners() {}

    /** Empty where it is named by no ARN: then it is the caller's own. */
    static Optional<AccountId> of(String service, Said said) {
        return Optional.ofNullable(MEMBERS.get(service))
                .flatMap(member -> said instanceof Said.Request(var asked) ? text(asked, member) : Optional.empty())
                .flatMap(Arn::parse)
                .map(Arn::account)
                .filter(account -> account.matches("[0-9]{12}"))
                .map(AccountId::new);
    }

    private static Optional<String> text(SdkPojo asked, String member) {
        for (SdkField<?> field : asked.sdkFields()) {
            if (field.memberName().equals(member)) {
                return Optional.ofNullable(field.getValueOrDefault(asked)).map(Object::toString);
            }
        }
        return Optional.empty();
    }
}
