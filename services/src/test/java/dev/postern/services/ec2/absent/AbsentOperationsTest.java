package dev.postern.services.ec2.absent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.wire.codec.Shape;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

class AbsentOperationsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();

    static Stream<Method> operations() {
        return Stream.of(AbsentOperations.class, AbsentNetworkOperations.class)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void answerNoneAndFindNoId(Method operation) throws ReflectiveOperationException {
        SdkPojo response = (SdkPojo) fixture.ask(c -> call(c, operation, builder(operation)));
        assertThat(response.sdkFields())
                .filteredOn(field -> field.marshallingType().getKnownType() == MarshallingKnownType.LIST)
                .isNotEmpty()
                .allSatisfy(field -> assertThat(Shape.valueOf(field, response)).isEqualTo(List.of()));
        SdkPojo named = builder(operation);
        Optional<SdkField<?>> ids = named.sdkFields().stream()
                .filter(field -> field.memberName().matches("(?!Owner|RestorableByUser).*Ids"))
                .findFirst();
        if (ids.isPresent()) {
            ids.get().set(named, List.of("x-0123456789abcdef0"));
            assertThat(fixture.refusal(c -> call(c, operation, named)))
                    .matches("\\S*(NotFound|Unknown)\\S*: .*x-0123456789abcdef0.*");
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void takeNoFilterThatEc2DoesNot(Method operation) {
        SdkPojo filtered = builder(operation);
        Optional<SdkField<?>> filters = filtered.sdkFields().stream()
                .filter(field -> field.memberName().matches("Filters?"))
                .findFirst();
        if (filters.isPresent()) {
            filters.get().set(filtered, List.of(Ec2Fixture.filter("owner", "x".repeat(256))));
            assertThat(fixture.refusal(c -> call(c, operation, filtered)))
                    .isEqualTo("FilterLimitExceeded: The maximum length for a filter value is 255 characters");
            filters.get().set(filtered, List.of(Filter.builder().values("x").build()));
            assertThat(fixture.refusal(c -> call(c, operation, filtered)))
                    .isEqualTo("InvalidParameterValue: The filter 'null' is invalid");
        }
    }

    private static SdkPojo builder(Method operation) {
        try {
            return (SdkPojo)
                    operation.getParameterTypes()[0].getMethod("builder").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(Ec2Client client, Method operation, SdkPojo builder) {
        try {
            return Ec2Client.class
                    .getMethod(operation.getName(), operation.getParameterTypes())
                    .invoke(client, Shape.build(builder));
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
