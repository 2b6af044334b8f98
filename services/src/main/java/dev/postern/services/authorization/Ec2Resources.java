package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Entity;
import dev.postern.model.Resource;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.BuiltInImage;
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
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.Role;
import dev.postern.model.request.RequestContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions that an EC2 operation needs: the ids in its request are the resources that it acts on, as far as the
 * action has resource-level permissions for their types.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html">Actions,
 *     resources, and condition keys for Amazon EC2</a>
 */
final class Ec2Resources {
    private static final Pattern ID = Pattern.compile("([a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}");
    private static final String ALL = "*";

    /** A type of resource by the prefix of its ids. */
    private record Type<E extends Entity>(String name, Class<E> kind, Function<E, Tags> tags) {
        Tags tagsOf(Snapshot snapshot, Scope scope, String id) {
            return snapshot.find(kind, scope, id).map(tags).orElse(Tags.NONE);
        }
    }

    private static final Map<String, Type<?>> TYPES = types();

    /** Types whose entities are not kept, by the prefix of their ids. */
    private static final Map<String, String> OTHER_TYPES = otherTypes();

    /** What an operation makes, where its name does not say it. */
    private static final Map<String, List<String>> MADE = made();

    private static final Map<String, List<String>> ACTIONS = actions();

    private Ec2Resources() {}

    static List<Check> checks(Snapshot snapshot, RequestContext request, String operation, SdkPojo pojo) {
        String action = "ec2:" + operation;
        List<Check> checks = new ArrayList<>();
        Map<String, List<String>> requestTags = requestTags(pojo);
        List<String> types = ACTIONS.getOrDefault(operation.toLowerCase(Locale.ROOT), List.of());
        if (types.isEmpty()) {
            return List.of(Check.of(action, ALL));
        }
        Set<String> seen = new LinkedHashSet<>();
        for (String made : made(operation, types)) {
            seen.add(made);
            checks.add(Check.of(action, arn(request.scope(), made, ALL)).with(requestTags));
        }
        Optional<String> parameter = RequestFields.text(pojo, "ImageId")
                .filter(image -> image.startsWith(BuiltInImage.RESOLVE))
                .map(image -> image.substring(BuiltInImage.RESOLVE.length()));
        parameter.ifPresent(name -> {
            checks.add(Check.of("ssm:GetParameters", ActionResources.parameter(request, name)));
            checks.add(Check.of(
                    action,
                    arn(
                            request.scope(),
                            "image",
                            BuiltInImage.id(request.scope().region()).value())));
        });
        for (String id : RequestFields.resources(pojo)) {
            resource(snapshot, request.scope(), action, types, id)
                    .filter(check -> seen.add(check.resource()))
                    .ifPresent(check -> checks.add(check.with(requestTags)));
        }
        RequestFields.text(pojo, "KeyName")
                .filter(name -> types.contains("key-pair") && !seen.contains("key-pair"))
                .ifPresent(name -> checks.add(Check.of(action, arn(request.scope(), "key-pair", name))));
        if (checks.isEmpty()) {
            checks.add(Check.of(action, arn(request.scope(), types.getFirst(), ALL)));
        }
        checks.addAll(taggingChecks(request, operation, pojo, requestTags));
        checks.addAll(passRole(snapshot, request, pojo));
        return checks;
    }

    /** The permission that an operation needs on one resource; empty if the text names none of the operation's. */
    static Optional<Check> check(Snapshot snapshot, RequestContext request, String operation, String idOrArn) {
        List<String> types = ACTIONS.getOrDefault(operation.toLowerCase(Locale.ROOT), List.of());
        String id = idOrArn.substring(idOrArn.lastIndexOf('/') + 1);
        return resource(snapshot, request.scope(), "ec2:" + operation, types, id);
    }

    private static Optional<Check> resource(
            Snapshot snapshot, Scope scope, String action, List<String> types, String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String prefix = matcher.group(1);
        Type<?> type = TYPES.get(prefix);
        String name = type != null ? type.name() : OTHER_TYPES.getOrDefault(prefix, "");
        if (!types.contains(name)) {
            return Optional.empty();
        }
        Map<String, List<String>> keys = new TreeMap<>();
        if (type != null) {
            type.tagsOf(snapshot, scope, id).values().forEach((key, value) -> {
                keys.put("aws:ResourceTag/" + key, List.of(value));
                keys.put("ec2:ResourceTag/" + key, List.of(value));
            });
        }
        return Optional.of(new Check(action, arn(scope, name, id), keys));
    }

    /** Images belong to whoever published them, so their ARN carries no account. */
    private static String arn(Scope scope, String type, String id) {
        String account = type.equals("image") ? "" : scope.account().value();
        return new Arn("aws", "ec2", scope.region().name(), account, type + "/" + id).toString();
    }

    private static List<String> made(String operation, List<String> types) {
        List<String> known = MADE.get(operation);
        if (known != null) {
            return known;
        }
        if (!operation.startsWith("Create")) {
            return List.of();
        }
        String type = operation
                .substring("Create".length())
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
        return types.contains(type) ? List.of(type) : List.of();
    }

    private static Map<String, List<String>> requestTags(SdkPojo pojo) {
        Map<String, String> tags = RequestFields.tags(pojo);
        if (tags.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> keys = new TreeMap<>();
        tags.forEach((key, value) -> keys.put("aws:RequestTag/" + key, List.of(value)));
        keys.put("aws:TagKeys", List.copyOf(tags.keySet()));
        return keys;
    }

    /** Who tags what they make needs ec2:CreateTags too, for that action. */
    private static List<Check> taggingChecks(
            RequestContext request, String operation, SdkPojo pojo, Map<String, List<String>> requestTags) {
        List<Check> checks = new ArrayList<>();
        for (SdkPojo specification : RequestFields.structures(pojo, "TagSpecifications")) {
            String type = RequestFields.text(specification, "ResourceType").orElse("");
            if (!type.isEmpty()
                    && !RequestFields.structures(specification, "Tags").isEmpty()) {
                checks.add(Check.of("ec2:CreateTags", arn(request.scope(), type, ALL))
                        .with(requestTags)
                        .with(Map.of("ec2:CreateAction", List.of(operation))));
            }
        }
        return checks;
    }

    /** Who gives an instance a profile passes the profile's role to EC2. */
    private static List<Check> passRole(Snapshot snapshot, RequestContext request, SdkPojo pojo) {
        Optional<SdkPojo> profile = RequestFields.structure(pojo, "IamInstanceProfile");
        if (profile.isEmpty()) {
            return List.of();
        }
        String arn = RequestFields.text(profile.get(), "Arn").orElse("");
        String name = RequestFields.text(profile.get(), "Name").orElse(arn.substring(arn.lastIndexOf('/') + 1));
        Scope scope = Scope.ofAccount(request.account());
        return IamNames.find(snapshot, InstanceProfile.class, scope, name)
                .flatMap(InstanceProfile::roleName)
                .flatMap(role -> snapshot.find(Role.class, scope, role))
                .map(role -> IamResources.passRole(role, "ec2.amazonaws.com"))
                .stream()
                .toList();
    }

    private static Map<String, Type<?>> types() {
        Map<String, Type<?>> types = new TreeMap<>();
        types.put("vpc", new Type<>("vpc", Vpc.class, Vpc::tags));
        types.put("subnet", new Type<>("subnet", Subnet.class, Subnet::tags));
        types.put("igw", new Type<>("internet-gateway", InternetGateway.class, InternetGateway::tags));
        types.put("rtb", new Type<>("route-table", RouteTable.class, RouteTable::tags));
        types.put("acl", new Type<>("network-acl", NetworkAcl.class, NetworkAcl::tags));
        types.put("sg", new Type<>("security-group", SecurityGroup.class, SecurityGroup::tags));
        types.put("eni", new Type<>("network-interface", NetworkInterface.class, NetworkInterface::tags));
        types.put("i", new Type<>("instance", Instance.class, Instance::tags));
        types.put("vpce", new Type<>("vpc-endpoint", VpcEndpoint.class, VpcEndpoint::tags));
        types.put("eipalloc", new Type<>("elastic-ip", Address.class, Address::tags));
        types.put("ami", new Type<>("image", Image.class, Image::tags));
        types.put("nip", new Type<>("network-insights-path", NetworkInsightsPath.class, NetworkInsightsPath::tags));
        types.put(
                "nia",
                new Type<>("network-insights-analysis", NetworkInsightsAnalysis.class, NetworkInsightsAnalysis::tags));
        types.put("key", new Type<>("key-pair", KeyPair.class, KeyPair::tags));
        return Collections.unmodifiableMap(types);
    }

    private static Map<String, String> otherTypes() {
        Map<String, String> types = new TreeMap<>();
        types.put("sgr", "security-group-rule");
        types.put("vol", "volume");
        types.put("snap", "snapshot");
        types.put("pl", "prefix-list");
        types.put("fl", "vpc-flow-log");
        types.put("pcx", "vpc-peering-connection");
        types.put("nat", "natgateway");
        types.put("dopt", "dhcp-options");
        types.put("vpce-svc", "vpc-endpoint-service");
        types.put("eigw", "egress-only-internet-gateway");
        types.put("lt", "launch-template");
        return Collections.unmodifiableMap(types);
    }

    private static Map<String, List<String>> made() {
        Map<String, List<String>> made = new TreeMap<>();
        made.put("RunInstances", List.of("instance", "network-interface", "volume"));
        made.put("AllocateAddress", List.of("elastic-ip"));
        made.put("ImportKeyPair", List.of("key-pair"));
        made.put("CreateNatGateway", List.of("natgateway"));
        made.put("CreateFlowLogs", List.of("vpc-flow-log"));
        made.put("CreateManagedPrefixList", List.of("prefix-list"));
        made.put("CreateVpcEndpointServiceConfiguration", List.of("vpc-endpoint-service"));
        made.put("CreateKeyPair", List.of("key-pair"));
        made.put("StartNetworkInsightsAnalysis", List.of("network-insights-analysis"));
        return Collections.unmodifiableMap(made);
    }

    private static Map<String, List<String>> actions() {
        Map<String, List<String>> actions = new LinkedHashMap<>();
        for (String line : Resource.lines(Ec2Resources.class, "ec2-actions.txt")) {
            int space = line.indexOf(' ');
            actions.put(
                    line.substring(0, space), List.of(line.substring(space + 1).split(",", -1)));
        }
        return Collections.unmodifiableMap(actions);
    }
}
