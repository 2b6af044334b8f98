package dev.postern.services.ec2.absent;

import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Operations;
import dev.postern.services.ec2.call.Filters;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** How is answered who asks for what cannot be: there is none, and an id of it is not found. */
interface AbsentNouns extends Ec2Operations {
    default <Q extends Ec2Request, R, B extends SdkBuilder<B, R>> R none(Q request, B response) {
        for (SdkField<?> field : ((SdkPojo) response).sdkFields()) {
            if (field.marshallingType().getKnownType() == MarshallingKnownType.LIST) {
                field.set(response, List.of());
            }
        }
        return read(request, (call, asked) -> {
            Filters.check(filtersOf(asked));
            // There was no first page of which another one could be the next.
            asked.getValueForField("NextToken", String.class)
                    .filter(token -> !token.isEmpty())
                    .ifPresent(token -> {
                        throw Ec2Error.INVALID_NEXT_TOKEN.of(token);
                    });
            return response.build();
        });
    }

    private static List<Filter> filtersOf(Ec2Request request) {
        return Stream.of("Filters", "Filter")
                .flatMap(member -> request.getValueForField(member, List.class).stream())
                .flatMap(list -> ((List<?>) list).stream())
                .filter(Filter.class::isInstance)
                .map(Filter.class::cast)
                .toList();
    }

    default <Q extends Ec2Request, R, B extends SdkBuilder<B, R>> R none(
            Q request, B response, List<String> ids, Absent notFound) {
        if (!ids.isEmpty()) {
            throw notFound.of(ids.getFirst());
        }
        return none(request, response);
    }
}
