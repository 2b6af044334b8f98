package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.services.cloudtrail.events.ApiCall;
import dev.postern.services.cloudtrail.events.ApiEvent;
import dev.postern.services.cloudtrail.events.Said;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.wire.codec.Shape;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;

/** Every member of every operation that is served, request and answer, whose name sounds secret: no event tells it. */
class EventSecretsTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(secretaccesskey|password(?!policy|reset|reuse|last).*|sessiontoken|plaintext|privatekey|keymaterial"
                    + "|userdata|credentialsecret|webidentitytoken|samlassertion|tokencode|grantTokens?)$");

    /** Facts about them, which are none themselves. */
    private static final Set<String> NOT_SECRET = Set.of(
            "allowuserstochangepassword", "includekeymaterial", "removeprivatekey", "subjectfromwebidentitytoken");

    private final Set<String> marks = new TreeSet<>();
    private int depth;

    @Test
    void noEventTellsWhatSoundsSecret() throws ReflectiveOperationException {
        Set<String> told = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger())) {
            for (ServiceDescriptor api : Silence.services(cloud)) {
                for (String name : api.operations().names()) {
                    marks.clear();
                    SdkPojo request =
                            filled(api.operations().find(name).orElseThrow().newRequest());
                    SdkPojo response = filled(response(request));
                    String event = event(api.name(), name, request, response);
                    marks.forEach(mark -> seen.add(api.name() + ":" + name + " " + mark));
                    marks.stream()
                            .filter(event::contains)
                            .forEach(mark -> told.add(api.name() + ":" + name + " " + mark));
                }
            }
        }
        assertThat(seen)
                .hasSizeGreaterThan(15)
                .anySatisfy(one -> assertThat(one).contains("CreateAccessKey"));
        assertThat(told).isEmpty();
    }

    /** As the services' own interfaces name it. */
    private static SdkPojo response(SdkPojo request) throws ReflectiveOperationException {
        String name = request.getClass().getName().replaceFirst("Request(\\$.*)?$", "Response");
        Method builder = Class.forName(name).getMethod("builder");
        return (SdkPojo) builder.invoke(null);
    }

    private static String event(String service, String operation, SdkPojo request, SdkPojo response) {
        RequestContext context = new RequestContext(
                "r",
                new Caller.Root(ACCOUNT),
                Region.US_EAST_1,
                new Connection.Public(Ip.of("192.0.2.1"), true),
                "",
                Instant.EPOCH,
                new Ids(new Random(1)));
        ApiCall call = new ApiCall(
                context,
                "AKIA",
                service,
                operation,
                new Said.Request(request),
                Optional.of(response),
                "Wrong",
                "no",
                Optional.empty());
        return ApiEvent.of(call).to(ACCOUNT, "e", Optional.empty()).text();
    }

    /** A structure all of whose texts are their own names. */
    private SdkPojo filled(SdkPojo builder) {
        depth++;
        for (SdkField<?> field : builder.sdkFields()) {
            Object value = value(field);
            if (value != null) {
                field.set(builder, value);
            }
        }
        depth--;
        return (SdkPojo) Shape.build(builder);
    }

    private @org.jspecify.annotations.Nullable Object value(SdkField<?> field) {
        String name = field.memberName();
        boolean secret =
                name != null && SECRET.matcher(name).matches() && !NOT_SECRET.contains(name.toLowerCase(Locale.ROOT));
        String text = (secret ? "secret-" : "value-") + name + "-" + depth;
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> {
                if (secret) {
                    marks.add(text);
                }
                yield text;
            }
            case SDK_BYTES -> SdkBytes.fromUtf8String(text);
            case SDK_POJO -> depth > 4 ? null : filled(field.constructor().get());
            case LIST -> {
                SdkField<?> element = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                if (secret) {
                    marks.add(text);
                    yield List.of(text);
                }
                Object one = value(element);
                yield one == null ? null : List.of(one);
            }
            case MAP -> secret ? Map.of("k", text) : null;
            default -> null;
        };
    }
}
