package dev.postern.services.ec2;

import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.Image;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInsightsAnalysis;
import dev.postern.model.ec2.NetworkInsightsPath;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
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
    private static final List<Kind<?>> KINDS = List.of(
            new Kind<>(Noun.VPC, "vpc", Vpc::tags, Vpc::withTags),
            new Kind<>(Noun.SUBNET, "subnet", Subnet::tags, Subnet::withTags),
            new Kind<>(Noun.INTERNET_GATEWAY, "internet-gateway", InternetGateway::tags, InternetGateway::withTags),
            new Kind<>(Noun.ROUTE_TABLE, "route-table", RouteTable::tags, RouteTable::withTags),
            new Kind<>(Noun.NETWORK_ACL, "network-acl", NetworkAcl::tags, NetworkAcl::withTags),
            new Kind<>(Noun.SECURITY_GROUP, "security-group", SecurityGroup::tags, SecurityGroup::withTags),
            new Kind<>(Noun.KEY_PAIR, "key-pair", KeyPair::tags, KeyPair::withTags),
            new Kind<>(Noun.ADDRESS, "elastic-ip", Address::tags, Address::withTags),
            new Kind<>(Noun.INTERFACE, "network-interface", NetworkInterface::tags, NetworkInterface::withTags),
            new Kind<>(Noun.INSTANCE, "instance", Instance::tags, Tagging::tagged),
            new Kind<>(Noun.IMAGE, "image", Image::tags, Image::withTags),
            new Kind<>(Noun.VOLUME, "volume", Volume::tags, Volume::withTags),
            new Kind<>(
                    Noun.INSIGHTS_PATH,
                    "network-insights-path",
                    NetworkInsightsPath::tags,
                    NetworkInsightsPath::withTags),
            new Kind<>(
                    Noun.INSIGHTS_ANALYSIS,
                    "network-insights-analysis",
                    NetworkInsightsAnalysis::tags,
                    NetworkInsightsAnalysis::withTags),
            new Kind<>(Noun.ENDPOINT, "vpc-endpoint", VpcEndpoint::tags, VpcEndpoint::withTags));

    private Tagging() {}

    /** How a class of entities keeps its tags. */
    private record Kind<E extends Entity>(
            Noun<E> noun, String type, Function<E, Tags> tags, BiFunction<E, Tags, E> with) {
        Entity changed(Call call, String id, UnaryOperator<Tags> edit) {
            E entity = noun.require(call, id);
            return with.apply(entity, TagRules.checkCount(edit.apply(tags.apply(entity))));
        }

        Stream<One> list(Call call) {
            return call.all(noun.kind()).stream().flatMap(entity -> ones(entity.key(), type, tags.apply(entity)));
        }
    }

    /** One tag of one resource. */
    private record One(String resource, String type, String key, String value) {}

    static Outcome<CreateTagsResponse> create(Call call, CreateTagsRequest request) {
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
    static Outcome<DeleteTagsResponse> delete(Call call, DeleteTagsRequest request) {
        checkPresent(request.resources());
        UnaryOperator<Tags> edit = old -> {
            if (request.tags().isEmpty()) {
                return Tags.NONE;
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

    static DescribeTagsResponse describe(Call call, DescribeTagsRequest request) {
        Stream<One> ofRules = call.all(SecurityGroup.class).stream()
                .flatMap(group -> group.rules().stream())
                .flatMap(rule -> ones(rule.id().value(), "security-group-rule", rule.tags()));
        List<One> all = Stream.concat(KINDS.stream().flatMap(kind -> kind.list(call)), ofRules)
                .toList();
        List<One> found = new Filters<One>()
                .one("key", One::key)
                .one("resource-id", One::resource)
                .one("resource-type", One::type)
                .one("value", One::value)
                .tags(one -> Tags.of(Map.of(one.key(), one.value())))
                .apply(request.filters(), all);
        Page<One> page =
                Page.of(found, one -> one.resource() + " " + one.key(), request.maxResults(), request.nextToken(), 5);
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

    private static Instance tagged(Instance instance, Tags tags) {
        return instance.withTags(
                TagRules.checkForMetadata(tags, instance.metadataOptions().instanceTags()));
    }

    private static Stream<One> ones(String id, String type, Tags tags) {
        return tags.values().entrySet().stream().map(tag -> new One(id, type, tag.getKey(), tag.getValue()));
    }

    private static void checkPresent(List<String> resources) {
        if (resources.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("resourceIdSet");
        }
    }

    private static Change edit(Call call, List<String> resources, UnaryOperator<Tags> edit) {
        Call at = call;
        Change.Builder change = Change.builder();
        for (String id : resources.stream().distinct().toList()) {
            Entity changed = id.startsWith(SecurityGroupRuleId.PREFIX + "-")
                    ? rule(at, id, edit)
                    : kindOf(id).changed(at, id, edit);
            Change one = Change.put(changed);
            change.addAll(one);
            // Two rules of one group are one entity: the second edit must see the first.
            at = at.with(at.snapshot().apply(at.snapshot().sequence() + 1, one));
        }
        return change.build();
    }

    private static Kind<?> kindOf(String id) {
        int dash = id.lastIndexOf('-');
        return KINDS.stream()
                .filter(kind -> dash > 0 && kind.noun().prefix().equals(id.substring(0, dash)))
                .findFirst()
                .orElseThrow(() -> Ec2Error.INVALID_ID.of(id));
    }

    private static SecurityGroup rule(Call call, String id, UnaryOperator<Tags> edit) {
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
