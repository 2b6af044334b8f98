package dev.postern.services.instanceconnect;

import dev.postern.wire.ErrorCode;

/**
 * The errors of EC2 Instance Connect.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2-instance-connect/latest/APIReference/API_SendSSHPublicKey.html">
 *     SendSSHPublicKey, errors</a>
 */
enum InstanceConnectError implements ErrorCode {
    INVALID_ARGS("InvalidArgsException"),
    INSTANCE_NOT_FOUND("EC2InstanceNotFoundException"),
    INSTANCE_STATE_INVALID("EC2InstanceStateInvalidException");

    private final String code;

    InstanceConnectError(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return 400;
    }
}
