package dev.postern.dataplane;

import dev.postern.model.Problem;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.shared.SharedSet;
import java.util.List;
import java.util.SortedSet;

/**
 * What an {@link DataPlane#apply} came to.
 *
 * @param sequence of the intent
 * @param steps how many steps were taken; 0 when nothing differed
 * @param ready the instances whose network is in place
 * @param problems what could not be done; it is tried again
 * @param repairs what somebody else had changed and was put back
 * @param unfinished whether some of what is new was left for the next time
 */
public record Observed(
        long sequence,
        int steps,
        SortedSet<InstanceId> ready,
        List<Problem> problems,
        List<Repair> repairs,
        boolean unfinished) {
    public static final Observed NOTHING = new Observed(0, 0, SharedSet.empty(), List.of(), List.of(), false);

    public Observed {
        ready = SharedSet.copyOf(ready);
        problems = List.copyOf(problems);
        repairs = List.copyOf(repairs);
    }

    public boolean complete() {
        return problems.isEmpty() && !unfinished;
    }
}
