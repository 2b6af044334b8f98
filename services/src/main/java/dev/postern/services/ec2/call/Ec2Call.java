package dev.postern.services.ec2.call;

import dev.postern.model.Entity;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.request.RequestContext;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** A request at a moment of the cloud: the state it meets, and what is known about it besides its parameters. */
public record Ec2Call(Snapshot snapshot, RequestContext context, Quotas quotas) {
    /** The same request, when it meets another state. */
    public Ec2Call with(Snapshot other) {
        return new Ec2Call(other, context, quotas);
    }

    /** Refuses more than a quota allows; the arguments are for the error's text. */
    public void check(Quota quota, long wanted, Object... arguments) {
        quotas.check(quota, wanted, arguments);
    }

    public Scope scope() {
        return context.scope();
    }

    public Region region() {
        return context.region();
    }

    public Instant now() {
        return context.now();
    }

    /** A new id with this prefix. */
    public String newId(String prefix) {
        return context.ids().ec2(prefix);
    }

    /** The account's entities of a class in the request's Region, ordered by key. */
    public <E extends Entity> Collection<E> all(Class<E> kind) {
        return snapshot.all(kind).in(scope());
    }

    public <E extends Entity> Optional<E> find(Class<E> kind, ResourceId id) {
        return snapshot.find(kind, scope(), id.value());
    }

    /** An entity to which another one refers, and which therefore exists. */
    public <E extends Entity> E get(Class<E> kind, ResourceId id) {
        return find(kind, id).orElseThrow(() -> new IllegalStateException("a reference to nothing: " + id));
    }
}
