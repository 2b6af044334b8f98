package dev.postern.services.route53;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.route53.HostedZone;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.route53.model.ChangeTagsForResourceRequest;
import software.amazon.awssdk.services.route53.model.ChangeTagsForResourceResponse;
import software.amazon.awssdk.services.route53.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.route53.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.route53.model.ListTagsForResourcesRequest;
import software.amazon.awssdk.services.route53.model.ListTagsForResourcesResponse;
import software.amazon.awssdk.services.route53.model.ResourceTagSet;
import software.amazon.awssdk.services.route53.model.Tag;
import software.amazon.awssdk.services.route53.model.TagResourceType;

/** Tags of hosted zones. Health checks, the other kind of resource that has some, are not served. */
interface ZoneTagOperations extends Route53Operations {
    @Override
    default ChangeTagsForResourceResponse changeTagsForResource(ChangeTagsForResourceRequest request) {
        return commit(call -> {
            HostedZone zone = tagged(call, request.resourceType(), request.resourceId());
            if (request.addTags().isEmpty() && request.removeTagKeys().isEmpty()) {
                throw Route53Error.INVALID_INPUT.of("At least one of AddTags and RemoveTagKeys must be given.");
            }
            TreeMap<String, String> values = new TreeMap<>(zone.tags().values());
            request.removeTagKeys().forEach(values::remove);
            Set<String> seen = new HashSet<>();
            for (Tag tag : request.addTags()) {
                if (tag.key() == null
                        || tag.key().isEmpty()
                        || tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")
                        || !seen.add(tag.key())) {
                    throw Route53Error.INVALID_INPUT.of("The tag key " + tag.key() + " is not valid.");
                }
                values.put(tag.key(), tag.value() == null ? "" : tag.value());
            }
            if (values.size() > Limits.TAGS) {
                throw Route53Error.INVALID_INPUT.of("A resource has at most " + Limits.TAGS + " tags.");
            }
            return Route53Operations.outcome(
                    Change.put(zone.withTags(Tags.of(values))),
                    ChangeTagsForResourceResponse.builder().build());
        });
    }

    @Override
    default ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        return read(call -> ListTagsForResourceResponse.builder()
                .resourceTagSet(set(tagged(call, request.resourceType(), request.resourceId())))
                .build());
    }

    @Override
    default ListTagsForResourcesResponse listTagsForResources(ListTagsForResourcesRequest request) {
        return read(call -> {
            List<ResourceTagSet> sets = request.resourceIds().stream()
                    .map(id -> set(tagged(call, request.resourceType(), id)))
                    .toList();
            return ListTagsForResourcesResponse.builder().resourceTagSets(sets).build();
        });
    }

    private static HostedZone tagged(Route53Call call, TagResourceType type, String id) {
        if (type != TagResourceType.HOSTEDZONE) {
            throw Route53Error.NO_SUCH_HEALTH_CHECK.of("A health check with id " + id + " does not exist.");
        }
        return call.zone(id);
    }

    private static ResourceTagSet set(HostedZone zone) {
        return ResourceTagSet.builder()
                .resourceType(TagResourceType.HOSTEDZONE)
                .resourceId(zone.id())
                .tags(zone.tags().values().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }
}
