package dev.postern.services.fabric;

import dev.postern.model.Scope;
import dev.postern.model.request.RequestContext;
import software.amazon.awssdk.core.SdkPojo;

/** Whose page of what a request asks for: a token of another operation or account means nothing to it. */
public final class Listing {
    private Listing() {}

    /** Of a service that is the same in every Region. */
    public static String global(SdkPojo request) {
        return global(RequestContext.current().scope(), request);
    }

    /** Of the request's Region. */
    public static String regional(SdkPojo request) {
        return regional(RequestContext.current().scope(), request);
    }

    /** Of an account in a Region. */
    public static String regional(Scope scope, SdkPojo request) {
        return global(scope, request) + " " + scope.region().name();
    }

    private static String global(Scope scope, SdkPojo request) {
        return request.getClass().getSimpleName() + " " + scope.account();
    }
}
