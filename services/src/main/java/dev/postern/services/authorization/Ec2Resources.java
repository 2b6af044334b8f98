package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Entity;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.ConnectionNotification;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.LaunchTemplate;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.Role;
import dev.postern.model.net.Ip;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.policy.ServiceAuthorization.Needed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions that a request to EC2 needs: one for each resource that it makes, names or leaves to a default, of the
 * types on which its action acts; and the other actions that it implies.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html">Actions,
 *     resources, and condition keys for Amazon EC2</a>
 */
final class Ec2Resources {
    private static final Pattern ID = Pattern.compile("([a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}");
    private static final String ALL = "*";

    /** Every launch makes one here; on AWS there are instances without. */
    private static final String VOLUME = "volume";

    private final Snapshot snapshot;
    private final Scope scope;
    private final Action action;
    private final Ec2Request request;
    private final List<Check> checks = new ArrayList<>();
    private final Set<String> resources = new HashSet<>();
    private final Set<String> types = new HashSet<>();
    private final Optional<LaunchTemplate> template;

    /** ARNs of what the request names itself, and not by its launch template; none where it uses no template. */
    private final Set<String> own;

    private Ec2Resources(
            Snapshot snapshot,
            RequestContext context,
            String operation,
            SdkPojo asked,
            Optional<LaunchTemplate> template,
            Set<String> own) {
        this.snapshot = snapshot;
        this.scope = context.scope();
        this.action = Ec2Facts.EC2.action(operation);
        this.request = new Ec2Request(snapshot, scope, asked);
        this.template = template;
        this.own = own;
    }

    private static Ec2Resources plain(Snapshot snapshot, RequestContext context, String operation, SdkPojo asked) {
        return new Ec2Resources(snapshot, context, operation, asked, Optional.empty(), Set.of());
    }

    static List<Check> checks(Snapshot snapshot, RequestContext context, String operation, SdkPojo pojo) {
        Optional<LaunchTemplate> template = TemplatedLaunch.used(snapshot, context.scope(), pojo);
        if (template.isEmpty()) {
            return plain(snapshot, context, operation, pojo).all(context, operation);
        }
        SdkPojo asked = TemplatedLaunch.judged(snapshot, template.get(), pojo);
        Set<String> own = plain(snapshot, context, operation, asked).named(pojo);
        return new Ec2Resources(snapshot, context, operation, asked, template, own).all(context, operation);
    }

    /** The permission that an operation needs on one resource; empty if the text names none of the operation's. */
    static Optional<Check> check(
            Snapshot snapshot, RequestContext context, String operation, String idOrArn, SdkPojo nothing) {
        Ec2Resources resources = plain(snapshot, context, operation, nothing);
        resources.named("any", idOrArn);
        return resources.checks.stream().findFirst();
    }

    private List<Check> all(RequestContext context, String operation) {
        action.resources().forEach(this::made);
        named(request.asked());
        action.resources().forEach(this::leftOut);
        if (checks.isEmpty()) {
            checks.add(new Check(
                    "ec2:" + operation, ALL, key -> action.keys().have(key) ? request.values(key) : List.of()));
        }
        tagging(operation);
        delivery(operation);
        checks.addAll(CrossRegionAccess.needed(request, action.name(), List.copyOf(checks)));
        action.dependents().forEach(other -> {
            switch (other) {
                case "iam:PassRole" -> passRole(context.account());
                case "ssm:GetParameters" -> resolveImage(context);
                default -> {} // AWS's own doings, or tags, which are asked for whatever the table says
            }
        });
        return checks;
    }

    /** ARNs of what structures name. */
    private Set<String> named(SdkPojo structure) {
        Ec2Members.read(structure, this::named);
        return resources;
    }

    /** What the request makes of a type. */
    private void made(String type, Needed needed) {
        boolean launch = action.name().equals(Ec2Made.LAUNCH);
        boolean makes = needed.always()
                || (launch && type.equals(VOLUME))
                || !request.tagsFor(type).isEmpty();
        if (needed.made() && makes) {
            types.add(type);
            String arn = arn(type, ALL);
            Ec2Made.of(action.name(), request, type)
                    .forEach(made ->
                            checks.add(new Check("ec2:" + action.name(), arn, keys(needed, arn, made::values))));
        }
    }

    /** What a member names, by how it is read. */
    private void named(String how, String text) {
        switch (how) {
            case "any" -> id(text.substring(text.lastIndexOf('/') + 1));
            case "image" ->
                id(
                        text.startsWith(BuiltInImage.RESOLVE)
                                ? BuiltInImage.SHARED.id(scope.region()).value()
                                : text);
            case "key-name" -> key(text);
            case "group-name" -> request.group(text).ifPresentOrElse(this::entity, () -> missing("security-group"));
            case "public-ip" ->
                Ip.find(text)
                        .flatMap(ip -> snapshot.by(Indexes.ADDRESSES_BY_PUBLIC_IP, ip).values().stream()
                                .filter(address -> address.scope().equals(scope))
                                .findFirst())
                        .ifPresent(this::entity);
            case "association" -> association(text);
            case "peering" -> peering(text);
            case "notification" ->
                snapshot.find(ConnectionNotification.class, scope, text).ifPresent(told -> id(told.of()));
            case "template-name" ->
                TemplatedLaunch.find(snapshot, scope, null, text)
                        .ifPresentOrElse(this::entity, () -> missing("launch-template"));
            default -> {
                Matcher matcher = ID.matcher(text);
                if (matcher.matches()
                        && Ec2Facts.typeOf(matcher.group(1)).filter(how::equals).isPresent()) {
                    id(text);
                } else if (action.resources().containsKey(how)) {
                    // Not an id of that type: the operation will say so, to whom it may speak to at all.
                    named(how, text, ConditionContext.EMPTY);
                }
            }
        }
    }

    private void id(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            return;
        }
        String prefix = matcher.group(1);
        Optional<ResourceFacts<?>> noun = Ec2Facts.ofPrefix(prefix);
        if (noun.isPresent()) {
            id(noun.get(), id);
        } else {
            Ec2Facts.typeOf(prefix)
                    .ifPresent(type -> named(type, id, prefix.equals("sgr") ? rule(id) : key -> List.of()));
        }
    }

    private <E extends Entity> void id(ResourceFacts<E> facts, String id) {
        Optional<E> entity = snapshot.find(facts.kind(), scope, id);
        if (entity.isPresent()) {
            entity(facts, entity.get());
        } else {
            named(
                    facts.type(),
                    id,
                    BuiltInImage.of(id, scope.region())
                            .map(image -> builtIn(id, image))
                            .orElse(key -> List.of()));
        }
    }

    private void entity(Entity entity) {
        id(entity.key());
    }

    private <E extends Entity> void entity(ResourceFacts<E> facts, E entity) {
        Optional<Needed> needed = action.on(facts.type());
        needed.ifPresent(n -> add(facts.type(), n, facts.arn(entity), facts.keys(snapshot, entity)));
    }

    private void named(String type, String name, ConditionContext keys) {
        action.on(type).ifPresent(needed -> add(type, needed, arn(type, name), keys));
    }

    private void key(String name) {
        Optional<KeyPair> pair = snapshot.all(KeyPair.class).in(scope).stream()
                .filter(known -> known.name().equals(name))
                .findFirst();
        if (pair.isPresent()) {
            entity(Ec2Facts.KEY_PAIRS, pair.get());
        } else if (!types.contains("key-pair")) {
            named("key-pair", name, key -> key.equals("ec2:keypairname") ? List.of(name) : List.of());
        }
    }

    /** A peering connection; who accepts it acts on the VPC that was asked, too. */
    private void peering(String id) {
        named("vpc-peering-connection", id);
        snapshot.find(VpcPeeringConnection.class, scope, id)
                .ifPresent(peering -> id(peering.accepter().vpcId().value()));
    }

    /** What an association or attachment joins. */
    private void association(String id) {
        String prefix = id.substring(0, Math.max(0, id.lastIndexOf('-')));
        switch (prefix) {
            case "eni-attach" ->
                request.attached(id).ifPresent(eni -> {
                    entity(eni);
                    eni.attachment()
                            .ifPresent(attachment -> id(attachment.instanceId().value()));
                });
            case "rtbassoc" ->
                all(RouteTable.class)
                        .forEach(table -> table.associations().stream()
                                .filter(one -> one.id().value().equals(id))
                                .forEach(one -> {
                                    entity(table);
                                    switch (one.with()) {
                                        case RouteTable.Main _ -> {}
                                        case RouteTable.WithSubnet(var subnet) -> id(subnet.value());
                                        case RouteTable.WithGateway(var gateway) -> id(gateway.value());
                                    }
                                }));
            case "aclassoc" ->
                all(NetworkAcl.class)
                        .forEach(acl -> acl.associations().stream()
                                .filter(one -> one.id().value().equals(id))
                                .forEach(one -> {
                                    entity(acl);
                                    id(one.subnetId().value());
                                }));
            case "eipassoc" ->
                all(Address.class)
                        .forEach(address -> address.association()
                                .filter(one -> one.id().value().equals(id))
                                .ifPresent(one -> {
                                    entity(address);
                                    id(one.networkInterfaceId().value());
                                }));
            case "iip-assoc" ->
                all(Instance.class)
                        .filter(instance -> instance.instanceProfile()
                                .filter(one -> one.id().value().equals(id))
                                .isPresent())
                        .forEach(this::entity);
            case "vpc-cidr-assoc" ->
                all(Vpc.class)
                        .filter(vpc -> vpc.cidrBlocks().stream()
                                .anyMatch(block -> block.id().value().equals(id)))
                        .forEach(this::entity);
            case "subnet-cidr-assoc" ->
                all(Subnet.class)
                        .filter(subnet -> subnet.ipv6()
                                .filter(block -> block.id().value().equals(id))
                                .isPresent())
                        .forEach(this::entity);
            default -> {}
        }
    }

    private <E extends Entity> Stream<E> all(Class<E> kind) {
        return snapshot.all(kind).in(scope).stream();
    }

    /** What a request must have and does not say: it is any, or the default one where there is one. */
    private void leftOut(String type, Needed needed) {
        if (!needed.always() || needed.made() || types.contains(type)) {
            return;
        }
        if (action.name().equals(Ec2Made.LAUNCH)) {
            if (request.bringsInterface() || type.equals("subnet")) {
                return; // the interface has them; and AWS asks for no subnet where none is said
            }
            if (type.equals("security-group")) {
                request.group("default").ifPresentOrElse(this::entity, () -> missing(type));
                return;
            }
        }
        missing(type);
    }

    private void missing(String type) {
        named(type, ALL, key -> List.of());
    }

    private void add(String type, Needed needed, String arn, ConditionContext facts) {
        types.add(type);
        if (resources.add(arn)) {
            checks.add(new Check("ec2:" + action.name(), arn, keys(needed, arn, key -> {
                List<String> said = request.values(key);
                return said.isEmpty() ? facts.values(key) : said;
            })));
        }
    }

    /** Those keys of a resource that AWS publishes for the action, and whose it is. */
    private ConditionContext keys(Needed needed, String arn, ConditionContext values) {
        return key -> switch (key) {
            case "aws:resourceaccount" -> values.values(key);
            case "ec2:launchtemplate", "ec2:islaunchtemplateresource" ->
                needed.keys().have(key) ? ofTemplate(arn, key) : List.of();
            default -> needed.keys().have(key) || action.keys().have(key) ? values.values(key) : List.of();
        };
    }

    /** With which template it is launched, and whether a resource is what that says: not if the request says it itself. */
    private List<String> ofTemplate(String arn, String key) {
        boolean fromTemplate = template.isPresent() && !own.contains(arn);
        return key.equals("ec2:launchtemplate")
                ? template.map(used -> arn("launch-template", used.key())).stream()
                        .toList()
                : List.of(Boolean.toString(fromTemplate));
    }

    private String arn(String type, String name) {
        return Ec2Facts.EC2.arn(type, scope.region().name(), scope.account().value(), name);
    }

    /** Who tags what they make needs ec2:CreateTags too, for that action. */
    private void tagging(String operation) {
        for (SdkPojo specification : RequestFields.structures(request.asked(), "TagSpecifications")) {
            String type = RequestFields.text(specification, "ResourceType").orElse("");
            if (!type.isEmpty() && !request.tagsFor(type).isEmpty()) {
                Action tags = Ec2Facts.EC2.action("CreateTags");
                Ec2Made.tagged(operation, request, type)
                        .forEach(made -> checks.add(new Check("ec2:CreateTags", arn(type, ALL), key -> {
                            if (key.equals("ec2:createaction")) {
                                return List.of(operation);
                            }
                            return tags.canHave(key) ? made.values(key) : List.of();
                        })));
            }
        }
    }

    /**
     * A flow log that goes to a bucket is a delivery of CloudWatch Logs, whose maker may take it away again.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-create-flow-log.html">Create a flow log that
     *     publishes to Amazon S3</a>
     */
    private void delivery(String operation) {
        boolean creates = operation.equals("CreateFlowLogs")
                && RequestFields.text(request.asked(), "LogDestinationType")
                        .filter("s3"::equals)
                        .isPresent();
        if (creates) {
            checks.add(Check.of("logs:CreateLogDelivery", ALL));
        }
        if (creates || operation.equals("DeleteFlowLogs")) {
            checks.add(Check.of("logs:DeleteLogDelivery", ALL));
        }
    }

    /** Who gives an instance a profile passes the profile's role to EC2. */
    private void passRole(AccountId account) {
        Scope own = Scope.ofAccount(account);
        request.profileName()
                .flatMap(name -> IamNames.find(snapshot, InstanceProfile.class, own, name))
                .flatMap(InstanceProfile::roleName)
                .flatMap(role -> snapshot.find(Role.class, own, role))
                .ifPresent(role -> checks.add(IamResources.passRole(role, "ec2.amazonaws.com")));
    }

    /** An image that is named by a parameter is looked up with the caller's permissions. */
    private void resolveImage(RequestContext context) {
        RequestFields.text(request.asked(), "ImageId")
                .filter(image -> image.startsWith(BuiltInImage.RESOLVE))
                .map(image -> image.substring(BuiltInImage.RESOLVE.length()))
                .ifPresent(name -> checks.add(Check.of("ssm:GetParameters", SsmPermissions.parameter(context, name))));
    }

    private static ConditionContext builtIn(String id, BuiltInImage image) {
        String owner = image.owner().equals(AccountId.AMAZON)
                ? "amazon"
                : image.owner().value();
        return key -> switch (key) {
            case "ec2:imageid" -> List.of(id);
            case "ec2:imagetype" -> List.of("machine");
            case "ec2:owner" -> List.of(owner);
            case "ec2:public" -> List.of("true");
            case "ec2:rootdevicetype" -> List.of("ebs");
            case "aws:resourceaccount" -> List.of(image.owner().value());
            default -> List.of();
        };
    }

    /** A group's rule is a part of the group; only its tags can be asked for. */
    private ConditionContext rule(String id) {
        return key -> key.indexOf("resourcetag/") < 0
                ? List.of()
                : all(SecurityGroup.class)
                        .flatMap(group -> group.rules().stream())
                        .filter(rule -> rule.id().value().equals(id))
                        .findFirst()
                        .map(SecurityGroupRule::tags)
                        .map(tags -> TagConditions.ofResource(tags, key))
                        .orElse(List.of());
    }
}
