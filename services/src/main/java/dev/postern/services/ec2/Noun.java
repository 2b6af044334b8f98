package dev.postern.services.ec2;

import dev.postern.model.Entity;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.Image;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInsightsAnalysis;
import dev.postern.model.ec2.NetworkInsightsPath;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of resource that requests name by id, with the errors for ids that are malformed or name nothing.
 *
 * @param prefix of its ids
 */
record Noun<E extends Entity>(Class<E> kind, String prefix, Ec2Error notFound, Ec2Error malformed) {
    static final Noun<Vpc> VPC = new Noun<>(Vpc.class, "vpc", Ec2Error.VPC_NOT_FOUND, Ec2Error.VPC_MALFORMED);
    static final Noun<Subnet> SUBNET =
            new Noun<>(Subnet.class, "subnet", Ec2Error.SUBNET_NOT_FOUND, Ec2Error.SUBNET_MALFORMED);
    static final Noun<InternetGateway> INTERNET_GATEWAY =
            new Noun<>(InternetGateway.class, "igw", Ec2Error.IGW_NOT_FOUND, Ec2Error.IGW_MALFORMED);
    static final Noun<RouteTable> ROUTE_TABLE =
            new Noun<>(RouteTable.class, "rtb", Ec2Error.ROUTE_TABLE_NOT_FOUND, Ec2Error.ROUTE_TABLE_MALFORMED);
    static final Noun<NetworkAcl> NETWORK_ACL =
            new Noun<>(NetworkAcl.class, "acl", Ec2Error.ACL_NOT_FOUND, Ec2Error.ACL_MALFORMED);
    static final Noun<SecurityGroup> SECURITY_GROUP =
            new Noun<>(SecurityGroup.class, "sg", Ec2Error.GROUP_NOT_FOUND, Ec2Error.GROUP_MALFORMED);
    static final Noun<KeyPair> KEY_PAIR =
            new Noun<>(KeyPair.class, "key", Ec2Error.KEY_PAIR_ID_NOT_FOUND, Ec2Error.KEY_PAIR_ID_NOT_FOUND);
    static final Noun<Address> ADDRESS =
            new Noun<>(Address.class, "eipalloc", Ec2Error.ALLOCATION_NOT_FOUND, Ec2Error.ALLOCATION_NOT_FOUND);
    static final Noun<NetworkInterface> INTERFACE =
            new Noun<>(NetworkInterface.class, "eni", Ec2Error.INTERFACE_NOT_FOUND, Ec2Error.INTERFACE_MALFORMED);
    static final Noun<Instance> INSTANCE =
            new Noun<>(Instance.class, "i", Ec2Error.INSTANCE_NOT_FOUND, Ec2Error.INSTANCE_MALFORMED);
    static final Noun<Image> IMAGE = new Noun<>(Image.class, "ami", Ec2Error.AMI_NOT_FOUND, Ec2Error.AMI_MALFORMED);
    static final Noun<Volume> VOLUME =
            new Noun<>(Volume.class, "vol", Ec2Error.VOLUME_NOT_FOUND, Ec2Error.VOLUME_MALFORMED);
    static final Noun<VpcEndpoint> ENDPOINT =
            new Noun<>(VpcEndpoint.class, "vpce", Ec2Error.ENDPOINT_NOT_FOUND, Ec2Error.ENDPOINT_MALFORMED);

    static final Noun<NetworkInsightsPath> INSIGHTS_PATH = new Noun<>(
            NetworkInsightsPath.class, "nip", Ec2Error.INSIGHTS_PATH_NOT_FOUND, Ec2Error.INSIGHTS_PATH_NOT_FOUND);
    static final Noun<NetworkInsightsAnalysis> INSIGHTS_ANALYSIS = new Noun<>(
            NetworkInsightsAnalysis.class,
            "nia",
            Ec2Error.INSIGHTS_ANALYSIS_NOT_FOUND,
            Ec2Error.INSIGHTS_ANALYSIS_NOT_FOUND);

    /** The resource that a required parameter names. */
    E require(Call call, @Nullable String id, String parameter) {
        if (id == null || id.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of(parameter);
        }
        return require(call, id);
    }

    E require(Call call, String id) {
        checkForm(id);
        return call.snapshot().find(kind, call.scope(), id).orElseThrow(() -> notFound.of(id));
    }

    /** The resources that a list names; all of the Region when it names none. Forms are checked before existence. */
    List<E> select(Call call, List<String> ids) {
        if (ids.isEmpty()) {
            return List.copyOf(call.all(kind));
        }
        ids.forEach(this::checkForm);
        return ids.stream().distinct().map(id -> require(call, id)).toList();
    }

    void checkForm(String id) {
        boolean accepted = kind == Instance.class ? InstanceId.isAccepted(id) : ResourceId.isWellFormed(prefix, id);
        if (!accepted) {
            throw malformed.of(id);
        }
    }
}
