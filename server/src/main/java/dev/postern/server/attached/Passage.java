package dev.postern.server.attached;

import dev.postern.model.Arn;
import dev.postern.model.attached.AttachedService;
import dev.postern.services.attached.Asked;
import dev.postern.services.attached.AttachableService;
import dev.postern.services.attached.Forwarding;
import dev.postern.services.attached.Queues;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes requests that may pass on to servers, and their answers back. A server of queues is asked by its own URLs: what they begin with,
 * it has told.
 */
final class Passage {
    private static final int OK = 200;

    private final Upstreams upstreams;
    private final Clock clock;
    private final Forwarding forwarding = new Forwarding();

    /** What the URLs of queues begin with, of each server as it is attached now. */
    private final Map<String, Beginning> beginnings = new ConcurrentHashMap<>();

    /**
     * A request that may pass.
     *
     * @param as as it came, of whose headers some go on
     * @param who asks: nobody takes the places of all
     * @param id ours, by which the answer is known
     */
    record Passing(AttachedService attached, Asked asked, HttpRequest as, String who, String id) {
        Passing with(Asked other) {
            return new Passing(attached, other, as, who, id);
        }

        /** The answer to what was done here: it says nothing. */
        HttpResponse done() {
            return Rendering.of(AttachableService.find(attached.service()).orElseThrow(), as)
                    .empty(asked.operation(), id);
        }
    }

    /** @param url ends with a slash */
    private record Beginning(AttachedService attached, String url) {}

    Passage(Upstreams upstreams, Clock clock) {
        this.upstreams = upstreams;
        this.clock = clock;
    }

    /**
     * The ARN that the server has for what a request names otherwise.
     *
     * @return none if the server knows none
     */
    Optional<Arn> meant(AttachableService.Lookup lookup, Passing passing) {
        Asked asked = passing.asked();
        if (!lookup.isNeededFor(asked)) {
            return Optional.empty();
        }
        Asked question = asked.other(
                lookup.operation(), lookup.member(), asked.text(lookup.member()).orElseThrow());
        HttpResponse answer = send(passing, question);
        try {
            return answer.status() == OK ? lookup.found(bytes(answer)) : Optional.empty();
        } catch (ApiException e) {
            throw upstreams.garbled(passing.attached());
        }
    }

    HttpResponse of(Passing passing) {
        return passing.attached().service().equals(Queues.SERVICE)
                ? queues(passing)
                : back(send(passing, passing.asked()), passing.id());
    }

    private HttpResponse send(Passing passing, Asked sent) {
        HttpRequest request = forwarding.to(passing.attached(), sent, passing.as(), clock.instant());
        return upstreams.ask(passing.attached(), request, passing.who());
    }

    private static HttpResponse back(HttpResponse answer, String requestId) {
        return new HttpResponse(answer.status(), Forwarding.back(answer.headers(), requestId), answer.payload());
    }

    private HttpResponse queues(Passing passing) {
        AttachedService attached = passing.attached();
        Asked asked = passing.asked();
        Queues queues = new Queues(attached);
        Asked sent = queues.ofServer(asked);
        Optional<String> name = queues.addressed(asked);
        if (name.isPresent()) {
            Optional<String> beginning = beginning(attached);
            if (beginning.isEmpty()) {
                HttpResponse found = send(passing, Queues.asking(asked, name.get()));
                if (found.status() != OK) {
                    return back(found, passing.id()); // as that there is no such queue
                }
                beginning = Optional.of(learnt(attached, asked, name.get(), found));
            }
            sent = Queues.at(sent, beginning.get() + name.get());
        }
        HttpResponse answer = send(passing, sent);
        if (answer.status() != OK || !Queues.namesQueues(asked)) {
            return back(answer, passing.id());
        }
        byte[] changed;
        try {
            changed = queues.answer(asked, bytes(answer));
        } catch (ApiException e) {
            throw upstreams.garbled(attached);
        }
        return back(new HttpResponse(OK, answer.headers(), new HttpResponse.Bytes(changed)), passing.id());
    }

    private Optional<String> beginning(AttachedService attached) {
        return Optional.ofNullable(beginnings.get(attached.name()))
                .filter(known -> known.attached().equals(attached))
                .map(Beginning::url);
    }

    private String learnt(AttachedService attached, Asked asked, String name, HttpResponse answer) {
        Optional<String> url;
        try {
            url = Queues.url(asked, bytes(answer));
        } catch (ApiException e) {
            throw upstreams.garbled(attached);
        }
        String whole = url.filter(text -> text.endsWith("/" + name)).orElseThrow(() -> upstreams.garbled(attached));
        String beginning = whole.substring(0, whole.length() - name.length());
        beginnings.put(attached.name(), new Beginning(attached, beginning));
        return beginning;
    }

    private static byte[] bytes(HttpResponse answer) {
        return answer.payload() instanceof HttpResponse.Bytes(byte[] content) ? content : new byte[0];
    }
}
