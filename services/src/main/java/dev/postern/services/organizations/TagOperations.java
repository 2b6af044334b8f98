package dev.postern.services.organizations;

import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Tags;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.PolicyTarget;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.organizations.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.organizations.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.organizations.model.Tag;
import software.amazon.awssdk.services.organizations.model.TagResourceRequest;
import software.amazon.awssdk.services.organizations.model.TagResourceResponse;
import software.amazon.awssdk.services.organizations.model.UntagResourceRequest;
import software.amazon.awssdk.services.organizations.model.UntagResourceResponse;

/** Tags of the root, of units, accounts and policies. */
interface TagOperations extends OrganizationsOperations {
    @Override
    default TagResourceResponse tagResource(TagResourceRequest request) {
        return commit(call -> new Outcome<>(
                changed(call, request.resourceId(), tags -> Shapes.tags(tags, request.tags())),
                TagResourceResponse.builder().build()));
    }

    @Override
    default UntagResourceResponse untagResource(UntagResourceRequest request) {
        return commit(call -> new Outcome<>(
                changed(call, request.resourceId(), tags -> {
                    Map<String, String> left = new TreeMap<>(tags.values());
                    left.keySet().removeAll(request.tagKeys());
                    return Tags.of(left);
                }),
                UntagResourceResponse.builder().build()));
    }

    @Override
    default ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        return read(call -> {
            Organization organization = call.managed();
            Tags tags = call.findTarget(organization, request.resourceId())
                    .map(PolicyTarget::tags)
                    .orElseGet(() ->
                            policy(call, organization, request.resourceId()).tags());
            Page<Tag> page =
                    OrganizationsPage.of(request, Shapes.tags(tags), Tag::key, request.nextToken(), Shapes.TAGS_MAX);
            return ListTagsForResourceResponse.builder()
                    .tags(page.items())
                    .nextToken(page.next())
                    .build();
        });
    }

    private static Change changed(OrganizationsCall call, String id, Function<Tags, Tags> change) {
        Organization organization = call.managed();
        Optional<PolicyTarget> target = call.findTarget(organization, id);
        Tags before = target.map(PolicyTarget::tags)
                .orElseGet(() -> policy(call, organization, id).tags());
        Tags after = change.apply(before);
        if (after.equals(before)) {
            return Change.NONE;
        }
        Entity tagged = target.<Entity>map(found -> found.withTags(after))
                .orElseGet(() -> policy(call, organization, id).withTags(after));
        return Change.put(tagged);
    }

    private static OrganizationPolicy policy(OrganizationsCall call, Organization organization, String id) {
        if (!id.startsWith("p-")) {
            throw OrganizationsError.TARGET_NOT_FOUND.now();
        }
        OrganizationPolicy policy = call.policy(organization, id);
        if (AwsPolicies.isOne(policy)) {
            throw OrganizationsError.INVALID_INPUT.because(
                    "TARGET_NOT_SUPPORTED", "You can't perform the specified operation on that target entity.");
        }
        return policy;
    }
}
