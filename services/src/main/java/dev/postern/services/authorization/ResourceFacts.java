package dev.postern.services.authorization;

import dev.postern.model.Entity;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.ServiceAuthorization;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What policies can ask of the entities of a class.
 *
 * @param service whose entities they are
 * @param type as the service's ARNs call it, {@code vpc-endpoint}
 * @param name what stands last in the ARN
 * @param values of the service's condition keys, its tags aside
 */
record ResourceFacts<E extends Entity>(
        ServiceAuthorization service,
        String type,
        Class<E> kind,
        Function<E, String> name,
        Function<E, Tags> tags,
        Values<E> values) {
    /** Values of condition keys. */
    interface Values<E> {
        /**
         * The value of a key; empty if the entity says nothing about it.
         *
         * @param key in lower case
         */
        Optional<String> of(Snapshot snapshot, E entity, String key);

        /** The same of keys that may have several. */
        default List<String> all(Snapshot snapshot, E entity, String key) {
            return of(snapshot, entity, key).map(List::of).orElse(List.of());
        }
    }

    /** In the entity's own account and Region. */
    String arn(E entity) {
        Scope scope = entity.scope();
        return service.arn(type, scope.region().name(), scope.account().value(), name.apply(entity));
    }

    /** An entity's condition keys, each worked out when a policy asks for it. */
    ConditionContext keys(Snapshot snapshot, E entity) {
        return key -> TagConditions.isOfResource(key)
                ? TagConditions.ofResource(tags.apply(entity), key)
                : values.all(snapshot, entity, key);
    }
}
