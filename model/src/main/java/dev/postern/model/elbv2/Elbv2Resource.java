package dev.postern.model.elbv2;

import dev.postern.model.Entity;

/** The entities of Elastic Load Balancing, version 2. */
public sealed interface Elbv2Resource extends Entity permits LoadBalancer, Listener, TargetGroup {
    /** Its name for AWS, as {@code arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/...}. */
    dev.postern.model.Arn arn();

    dev.postern.model.Tags tags();
}
