package dev.postern.wire.protocol;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/**
 * The operations that a service has: exactly those methods of the SDK's client interface that its class overrides.
 *
 * <p>Only the implementing classes are looked at. The client interface itself, with its thousands of methods, would
 * load every request and response class of the service.
 */
public final class OperationTable {
    private static final String REQUEST = "Request";

    private final Map<String, Operation> operations;
    private final ServiceModel model;

    private OperationTable(Map<String, Operation> operations, ServiceModel model) {
        this.operations = operations;
        this.model = model;
    }

    /**
     * The operations of one service.
     *
     * @param client the SDK's interface, as {@code Ec2Client.class}
     * @param service its implementation
     * @param model for the exact names and the constraints
     */
    public static <C> OperationTable of(Class<C> client, C service, ServiceModel model) {
        Map<String, Operation> operations = new TreeMap<>();
        for (Class<?> type : implementingTypes(client, service.getClass())) {
            for (Method method : type.getDeclaredMethods()) {
                if (isOperation(method)) {
                    String requestName = method.getParameterTypes()[0].getSimpleName();
                    String name = model.exactName(requestName.substring(0, requestName.length() - REQUEST.length()));
                    operations.putIfAbsent(name, new Operation(name, service, method, model.hasEmptyResult(name)));
                }
            }
        }
        return new OperationTable(operations, model);
    }

    /** The class and all it extends or implements, nearest first, without the client interface and what that extends. */
    private static Set<Class<?>> implementingTypes(Class<?> client, Class<?> service) {
        Set<Class<?>> types = new LinkedHashSet<>();
        Deque<Class<?>> open = new ArrayDeque<>();
        open.add(service);
        while (!open.isEmpty()) {
            Class<?> type = open.removeFirst();
            if (type == Object.class || type.isAssignableFrom(client) || !types.add(type)) {
                continue;
            }
            if (type.getSuperclass() != null) {
                open.addLast(type.getSuperclass());
            }
            Collections.addAll(open, type.getInterfaces());
        }
        return types;
    }

    private static boolean isOperation(Method method) {
        return Modifier.isPublic(method.getModifiers())
                && !Modifier.isStatic(method.getModifiers())
                && !Modifier.isAbstract(method.getModifiers())
                && !method.isBridge()
                && method.getParameterCount() == 1
                && SdkRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                && method.getParameterTypes()[0].getSimpleName().endsWith(REQUEST)
                && SdkPojo.class.isAssignableFrom(method.getReturnType());
    }

    public Optional<Operation> find(String name) {
        return Optional.ofNullable(operations.get(name));
    }

    /** The names of all operations, sorted. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(operations.keySet()));
    }

    public ServiceModel model() {
        return model;
    }
}
