package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Tags;
import dev.postern.model.elbv2.Elbv2Resource;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TagDescription;

/** Tags of load balancers, listeners and target groups. */
interface TagOperations extends Elbv2Operations {
    /** Resources that one call tells of. */
    int DESCRIBED_MAX = 20;

    @Override
    default AddTagsResponse addTags(AddTagsRequest request) {
        return commit(call -> {
            Change.Builder change = Change.builder();
            for (String arn : request.resourceArns()) {
                if (isRule(arn)) {
                    throw Elbv2Error.OPERATION_NOT_PERMITTED.of(
                            "Default rule '" + Rules.named(call, arn).ruleArn() + "' cannot be tagged here");
                }
                Elbv2Resource resource = tagged(call, arn);
                change.put(withTags(resource, TagSets.with(resource.tags(), request.tags())));
            }
            return new Outcome<>(change.build(), AddTagsResponse.builder().build());
        });
    }

    @Override
    default RemoveTagsResponse removeTags(RemoveTagsRequest request) {
        return commit(call -> {
            Change.Builder change = Change.builder();
            for (String arn : request.resourceArns()) {
                if (isRule(arn)) {
                    Rule _ = Rules.named(call, arn); // which has none
                    continue;
                }
                Elbv2Resource resource = tagged(call, arn);
                Tags rest = resource.tags();
                for (String key : request.tagKeys()) {
                    rest = rest.minus(key);
                }
                change.put(withTags(resource, rest));
            }
            return new Outcome<>(change.build(), RemoveTagsResponse.builder().build());
        });
    }

    @Override
    default DescribeTagsResponse describeTags(DescribeTagsRequest request) {
        return read(call -> {
            if (request.resourceArns().size() > DESCRIBED_MAX) {
                throw Elbv2Error.VALIDATION_ERROR.of("Cannot have more than " + DESCRIBED_MAX + " resources described");
            }
            List<TagDescription> tags = request.resourceArns().stream()
                    .distinct()
                    .map(arn -> TagDescription.builder()
                            .resourceArn(arn)
                            .tags(TagSets.view(tagsOf(call, arn)))
                            .build())
                    .toList();
            return DescribeTagsResponse.builder().tagDescriptions(tags).build();
        });
    }

    private static boolean isRule(String arn) {
        return arn.contains(":listener-rule/");
    }

    private static Tags tagsOf(Elbv2Call call, String arn) {
        if (isRule(arn)) {
            Rule _ = Rules.named(call, arn);
            return Tags.NONE;
        }
        return tagged(call, arn).tags();
    }

    private static Elbv2Resource tagged(Elbv2Call call, String arn) {
        if (arn.contains(":targetgroup/")) {
            return call.targetGroup(arn);
        }
        if (arn.contains(":listener/")) {
            return call.listener(arn);
        }
        if (arn.contains(":truststore/")) {
            throw Elbv2Error.TRUST_STORE_NOT_FOUND.of("Trust store '" + arn + "' not found");
        }
        return call.loadBalancer(arn);
    }

    private static Entity withTags(Elbv2Resource resource, Tags tags) {
        return switch (resource) {
            case LoadBalancer balancer -> balancer.withTags(tags);
            case Listener listener -> listener.withTags(tags);
            case TargetGroup group -> group.withTags(tags);
        };
    }
}
