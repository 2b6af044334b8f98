package dev.postern.services.s3;

import dev.postern.model.ec2.VpcId;
import dev.postern.model.s3.AccessPoint;

/** What refuses a request before any policy is asked. */
public sealed interface Barrier {
    /** The bucket restricts its public policy to its own account. */
    record PublicBucket() implements Barrier {}

    /** The access point restricts its public policy to its own account. */
    record PublicPoint(AccessPoint point) implements Barrier {}

    /** The access point is reached from another VPC only. */
    record OtherNetwork(AccessPoint point, VpcId vpc) implements Barrier {}
}
