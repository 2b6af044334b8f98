package dev.postern.model.cloudtrail;

import java.util.List;

/** Which events a trail has delivered: by selectors of one of two kinds, any of which is enough. */
public sealed interface EventSelectors {
    /** What a new trail has: all management events. */
    EventSelectors USUAL = new Basic(List.of(new Selector(ReadWrite.ALL, true, List.of(), List.of())));

    /** Basic ones. */
    record Basic(List<Selector> selectors) implements EventSelectors {
        public Basic {
            selectors = List.copyOf(selectors);
        }
    }

    /** Advanced ones. */
    record Advanced(List<AdvancedSelector> selectors) implements EventSelectors {
        public Advanced {
            selectors = List.copyOf(selectors);
        }
    }

    /** Whether events that only read are meant. */
    enum ReadWrite {
        ALL,
        READ_ONLY,
        WRITE_ONLY
    }

    /**
     * A basic selector.
     *
     * @param objects how the ARNs of the objects of S3 begin whose events are meant
     * @param excluded the sources whose management events are not
     * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html">EventSelector</a>
     */
    record Selector(ReadWrite readWrite, boolean management, List<String> objects, List<String> excluded) {
        public Selector {
            objects = List.copyOf(objects);
            excluded = List.copyOf(excluded);
        }
    }

    /**
     * An advanced selector: all of its fields are to match.
     *
     * @param name may be empty
     * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html">AdvancedEventSelector</a>
     */
    record AdvancedSelector(String name, List<FieldSelector> fields) {
        public AdvancedSelector {
            fields = List.copyOf(fields);
        }
    }

    /**
     * What a field of events is to be. Of the values of one operator any will do; operators that say no must all hold.
     *
     * @param field as {@code resources.ARN}
     */
    record FieldSelector(
            String field,
            List<String> equal,
            List<String> starts,
            List<String> ends,
            List<String> notEqual,
            List<String> notStarts,
            List<String> notEnds) {
        public FieldSelector {
            equal = List.copyOf(equal);
            starts = List.copyOf(starts);
            ends = List.copyOf(ends);
            notEqual = List.copyOf(notEqual);
            notStarts = List.copyOf(notStarts);
            notEnds = List.copyOf(notEnds);
        }
    }
}
