package dev.postern.services.ec2.tagging;

import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Ec2Kind;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.vpc.DhcpOptionSets;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/**
 * CreateTags, DeleteTags and DescribeTags, on everything that has an id.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html">Tag your EC2 resources</a>
 */
final class Tagging {
    private Tagging() {}

    /** One tag of one resource. */
    private record One(String resource, String type, String key, String value) {}

    static Outcome<CreateTagsResponse> create(Ec2Call call, CreateTagsRequest request) {
        checkPresent(request.resources());
        if (request.tags().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("tagSet");
        }
        Map<String, String> tags = TagRules.read(request.tags());
        return new Outcome<>(
                edit(call, request.resources(), old -> old.plus(tags)),
                CreateTagsResponse.builder().build());
    }

    /** Deletes tags by key, or by key and value; all tags when none is named. */
    static Outcome<DeleteTagsResponse> delete(Ec2Call call, DeleteTagsRequest request) {
        checkPresent(request.resources());
        request.tags().forEach(tag -> TagRules.refuseReserved(String.valueOf(tag.key())));
        UnaryOperator<Tags> edit = old -> {
            if (request.tags().isEmpty()) {
                return TagRules.reserved(old);
            }
            Tags rest = old;
            for (Tag tag : request.tags()) {
                String present = rest.values().get(String.valueOf(tag.key()));
                if (present != null && (tag.value() == null || tag.value().equals(present))) {
                    rest = rest.minus(tag.key());
                }
            }
            return rest;
        };
        return new Outcome<>(
                edit(call, request.resources(), edit),
                DeleteTagsResponse.builder().build());
    }

    static DescribeTagsResponse describe(Ec2Call call, DescribeTagsRequest request) {
        Stream<One> ofRules = call.all(SecurityGroup.class).stream()
                .flatMap(group -> group.rules().stream())
                .flatMap(rule -> ones(rule.id().value(), "security-group-rule", rule.tags()));
        List<One> all = Stream.concat(Ec2Kind.ALL.stream().flatMap(kind -> ofKind(call, kind)), ofRules)
                .toList();
        List<One> found = new Filters<One>()
                .one("key", One::key)
                .one("resource-id", One::resource)
                .one("resource-type", One::type)
                .one("value", One::value)
                .tags(one -> Tags.of(Map.of(one.key(), one.value())))
                .apply(request.filters(), all);
        Ec2Page<One> page = Ec2Page.of(
                found,
                one -> one.resource() + " " + one.key(),
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeTagsResponse.builder()
                .tags(page.items().stream()
                        .map(one -> TagDescription.builder()
                                .resourceId(one.resource())
                                .resourceType(one.type())
                                .key(one.key())
                                .value(one.value())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static <E extends Entity> Stream<One> ofKind(Ec2Call call, Ec2Kind<E> kind) {
        return call.all(kind.entity()).stream()
                .flatMap(entity -> ones(entity.key(), kind.type(), kind.tags().apply(entity)));
    }

    private static Stream<One> ones(String id, String type, Tags tags) {
        return tags.values().entrySet().stream().map(tag -> new One(id, type, tag.getKey(), tag.getValue()));
    }

    private static void checkPresent(List<String> resources) {
        if (resources.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("resourceIdSet");
        }
    }

    private static Change edit(Ec2Call call, List<String> resources, UnaryOperator<Tags> edit) {
        Ec2Call at = call;
        Change.Builder change = Change.builder();
        for (String id : resources.stream().distinct().toList()) {
            Entity changed = id.startsWith(SecurityGroupRuleId.PREFIX + "-")
                    ? rule(at, id, edit)
                    : changed(at, nounOf(id), id, edit);
            Change one = Change.put(changed);
            change.addAll(one);
            // Two rules of one group are one entity: the second edit must see the first.
            at = at.with(at.snapshot().apply(at.snapshot().sequence() + 1, one));
        }
        return change.build();
    }

    private static Noun<?> nounOf(String id) {
        return Noun.ofId(id).orElseThrow(() -> Ec2Error.INVALID_ID.of(id));
    }

    private static <E extends Entity> Entity changed(Ec2Call call, Noun<E> noun, String id, UnaryOperator<Tags> edit) {
        E entity = existing(call, noun, id);
        Tags tags = TagRules.checkCount(edit.apply(noun.kind().tags().apply(entity)));
        if (entity instanceof Instance instance) {
            TagRules.checkForMetadata(tags, instance.options().metadata().instanceTags());
        }
        return noun.kind().withTags().apply(entity, tags);
    }

    /** A Region's DHCP options are there before they are anything that is stored. */
    private static <E extends Entity> E existing(Ec2Call call, Noun<E> noun, String id) {
        return noun.equals(Noun.DHCP_OPTIONS)
                ? noun.kind().entity().cast(DhcpOptionSets.require(call, id))
                : noun.require(call, id);
    }

    private static SecurityGroup rule(Ec2Call call, String id, UnaryOperator<Tags> edit) {
        for (SecurityGroup group : call.all(SecurityGroup.class)) {
            for (SecurityGroupRule rule : group.rules()) {
                if (rule.id().value().equals(id)) {
                    SecurityGroupRule changed = new SecurityGroupRule(
                            rule.id(),
                            rule.egress(),
                            rule.protocol(),
                            rule.ports(),
                            rule.peer(),
                            rule.description(),
                            TagRules.checkCount(edit.apply(rule.tags())));
                    return group.withRules(group.rules().stream()
                            .map(r -> r.equals(rule) ? changed : r)
                            .toList());
                }
            }
        }
        throw Ec2Error.RULE_NOT_FOUND.of(id);
    }
}
