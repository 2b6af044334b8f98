package dev.postern.services.dynamodb;

import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.items.ItemStore;
import dev.postern.storage.items.NoSuchTableException;
import java.util.function.Supplier;

/** What every operation shares: the cloud, where tables are, and the items. */
record DynamoDbCall(Cloud cloud, ItemStore items) {
    /** The request that this thread serves. */
    RequestContext context() {
        return RequestContext.current();
    }

    /** What a write of items answers. A table that has just gone is not found. */
    static <R> R writing(Supplier<R> write) {
        try {
            return write.get();
        } catch (NoSuchTableException e) {
            throw DynamoDbError.RESOURCE_NOT_FOUND.of("Requested resource not found");
        }
    }
}
