package dev.postern.server.verify.checks;

import dev.postern.model.request.Caller;
import dev.postern.policy.Distinctions;
import dev.postern.policy.PrincipalFacts;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who may make a request.
 *
 * @param shown for people
 * @param stranger whether it is not one of one's own, so that nothing is known of its account but what that may be
 * @param grants its own policies
 * @param limits its permissions boundary, and its organization's policies
 */
record Who(
        Caller caller,
        PrincipalFacts facts,
        String shown,
        boolean stranger,
        List<Distinctions> grants,
        List<Distinctions> limits) {
    static Who stranger(Caller caller, String shown) {
        return new Who(caller, PrincipalFacts.of(caller), shown, true, List.of(), List.of());
    }

    static Who own(Caller caller, Policies.Held held) {
        return new Who(caller, PrincipalFacts.of(caller), caller.arn(), false, held.grants(), held.limits());
    }

    /** Root users and strangers, whose accounts let them, need no policy of theirs. */
    boolean grantsAll() {
        return stranger || facts.root();
    }

    /** By what an exception may name it. */
    Stream<String> names() {
        return Stream.concat(Stream.of(facts.arn()), facts.role().stream());
    }

    List<Distinctions> policies() {
        return Stream.concat(grants.stream(), limits.stream()).toList();
    }
}
