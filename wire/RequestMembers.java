import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;

/**
 * Prints every member that a request of the SDK can carry, one a line: service, structure, name on the wire. Run over two releases
 * of the SDK and compared, it says what the newer one brings, which is to be served or written to unserved-members.txt:
 *
 * <pre>java -cp ALL_JARS_OF_THE_SDK wire/RequestMembers.java ec2-2.57.8.jar s3-2.57.8.jar iam-2.57.8.jar sts-2.57.8.jar</pre>
 */
public final class RequestMembers {
    private static final Set<String> LINES = new TreeSet<>();
    private static final Set<Class<?>> SEEN = new HashSet<>();

    private RequestMembers() {}

    public static void main(String[] jars) throws IOException, ReflectiveOperationException {
        for (String jar : jars) {
            try (JarFile file = new JarFile(jar)) {
                for (String name : file.stream().map(Object::toString).toList()) {
                    if (name.matches(".*/model/\\w+Request\\.class")) {
                        Class<?> request = Class.forName(name.substring(0, name.length() - 6).replace('/', '.'));
                        if (SdkRequest.is(request)) {
                            structure((SdkPojo) request.getMethod("builder").invoke(null));
                        }
                    }
                }
            }
        }
        LINES.forEach(System.out::println);
    }

    private static final class SdkRequest {
        static boolean is(Class<?> type) {
            return software.amazon.awssdk.core.SdkRequest.class.isAssignableFrom(type)
                    && !java.lang.reflect.Modifier.isAbstract(type.getModifiers());
        }
    }

    private static void structure(SdkPojo builder) {
        if (!SEEN.add(builder.getClass())) {
            return;
        }
        String[] name = builder.getClass().getName().split("[.$]");
        for (SdkField<?> field : (List<SdkField<?>>) builder.sdkFields()) {
            LINES.add(name[4] + " " + name[6] + " " + field.locationName());
            descend(field);
        }
    }

    private static void descend(SdkField<?> field) {
        switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> structure(field.constructor().get());
            case LIST -> descend(field.getRequiredTrait(ListTrait.class).memberFieldInfo());
            default -> {}
        }
    }
}
