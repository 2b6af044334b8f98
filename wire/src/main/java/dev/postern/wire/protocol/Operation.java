package dev.postern.wire.protocol;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** One operation of a service: an overridden method of the SDK's client interface. */
public final class Operation {
    private final String name;
    private final Object service;
    private final Method method;
    private final boolean emptyResult;
    private volatile @Nullable Bound bound;

    Operation(String name, Object service, Method method, boolean emptyResult) {
        this.emptyResult = emptyResult;
        this.name = name;
        this.service = service;
        this.method = method;
    }

    private record Bound(Supplier<SdkPojo> newRequest, MethodHandle handler) {}

    /** As AWS spells it, {@code DescribeVpcs}. */
    public String name() {
        return name;
    }

    /** Whether it answers a result without members, rather than none. */
    boolean hasEmptyResult() {
        return emptyResult;
    }

    /** An empty builder of the operation's request. */
    public SdkPojo newRequest() {
        return bound().newRequest().get();
    }

    /** Runs the service's method; whatever it throws comes through as it is. */
    public SdkPojo invoke(SdkPojo request) throws Exception {
        try {
            return (SdkPojo) bound().handler().invokeExact((Object) request);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reflection happens at the first call, so that a service's start costs nothing per operation. */
    private Bound bound() {
        Bound known = bound;
        if (known == null) {
            known = bind();
            bound = known;
        }
        return known;
    }

    private Bound bind() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle builder = lookup.unreflect(method.getParameterTypes()[0].getMethod("builder"))
                    .asType(MethodType.methodType(SdkPojo.class));
            method.setAccessible(true); // services need not be public classes
            MethodHandle handler =
                    lookup.unreflect(method).bindTo(service).asType(MethodType.methodType(SdkPojo.class, Object.class));
            return new Bound(() -> newBuilder(builder), handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a request class of the SDK: " + method, e);
        }
    }

    private static SdkPojo newBuilder(MethodHandle builder) {
        try {
            return (SdkPojo) builder.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
