package dev.postern.services.authorization;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** A request of which no member is known. */
record NothingSaid() implements SdkPojo {
    @Override
    public List<SdkField<?>> sdkFields() {
        return List.of();
    }

    @Override
    public boolean equalsBySdkFields(Object other) {
        return other instanceof NothingSaid;
    }

    @Override
    public Map<String, SdkField<?>> sdkFieldNameToField() {
        return Map.of();
    }
}
