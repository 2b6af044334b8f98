package dev.postern.server.gateway;

import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.services.authorization.ServicePermissions;
import software.amazon.awssdk.core.SdkPojo;

/** Lets an allowed operation pass, and throws AWS's error for any other. */
@FunctionalInterface
public interface Authorization {
    void authorize(
            Snapshot snapshot,
            RequestContext context,
            ServicePermissions permissions,
            String operation,
            SdkPojo request);
}
