package dev.postern.services.instanceconnect;

import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.wire.ApiException;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.services.ec2instanceconnect.Ec2InstanceConnectClient;
import software.amazon.awssdk.services.ec2instanceconnect.model.SendSshPublicKeyRequest;
import software.amazon.awssdk.services.ec2instanceconnect.model.SendSshPublicKeyResponse;

/** EC2 Instance Connect: SendSSHPublicKey. The instance's sshd asks the metadata service for the keys. */
public final class Ec2InstanceConnectService implements Ec2InstanceConnectClient {
    private static final List<String> KEY_TYPES =
            List.of("ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521");

    private final Cloud cloud;
    private final PushedKeys keys;

    public Ec2InstanceConnectService(Cloud cloud, PushedKeys keys) {
        this.cloud = cloud;
        this.keys = keys;
    }

    @Override
    public SendSshPublicKeyResponse sendSSHPublicKey(SendSshPublicKeyRequest request) {
        RequestContext context = RequestContext.current();
        String id = request.instanceId();
        Instance instance =
                cloud.snapshot().find(Instance.class, context.scope(), id).orElseThrow(() -> notFound(id));
        String zone = request.availabilityZone();
        if (zone != null && !zone.equals(zone(instance))) {
            throw notFound(id);
        }
        if (instance.state() != Instance.State.RUNNING) {
            throw new ApiException(
                    InstanceConnectError.INSTANCE_STATE_INVALID,
                    "The instance " + id + " is not in a valid state: "
                            + instance.state().wireName());
        }
        String key = request.sshPublicKey().strip();
        if (!isPublicKey(key)) {
            throw new ApiException(InstanceConnectError.INVALID_ARGS, "Invalid SSH public key");
        }
        keys.push(instance.id(), request.instanceOSUser(), key, context.now());
        return SendSshPublicKeyResponse.builder()
                .requestId(context.requestId())
                .success(true)
                .build();
    }

    private String zone(Instance instance) {
        return cloud.snapshot()
                .find(Subnet.class, instance.scope(), instance.subnetId().value())
                .map(Subnet::availabilityZone)
                .orElse("");
    }

    private static ApiException notFound(String id) {
        return InstanceId.isAccepted(id)
                ? new ApiException(InstanceConnectError.INSTANCE_NOT_FOUND, "The instance " + id + " does not exist.")
                : new ApiException(InstanceConnectError.INVALID_ARGS, "Invalid instance id: " + id);
    }

    /** One line of OpenSSH's form: a line break would smuggle a second key in. */
    private static boolean isPublicKey(String key) {
        String[] parts = key.split(" ", 3);
        if (parts.length < 2 || !KEY_TYPES.contains(parts[0]) || key.indexOf('\n') >= 0 || key.indexOf('\r') >= 0) {
            return false;
        }
        try {
            byte[] blob = Base64.getDecoder().decode(parts[1]);
            int length = parts[0].length();
            return blob.length > 4 + length
                    && blob[3] == length
                    && new String(blob, 4, length, java.nio.charset.StandardCharsets.US_ASCII).equals(parts[0]);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
