package dev.postern.model;

/**
 * Something that is not as it should be, for the people who run the cloud: {@code ./postern status} shows it until it is over.
 *
 * @param severity what it means for those who use the cloud
 * @param where the thing concerned: an id, the name of a namespace, a path
 * @param text what is wrong and, where a person can do something, what
 */
public record Problem(Code code, Severity severity, String where, String text) implements Comparable<Problem> {
    /** What it means for those who use the cloud. */
    public enum Severity {
        /** All that was promised holds, but something is missing or was changed by somebody else. */
        WARNING,
        /** Something that was promised does not hold. */
        ERROR
    }

    /** The kinds of problems. Programs rely on these names; people read the text. */
    public enum Code {
        /** A step towards the wanted network failed; it is taken again. */
        NETWORK_STEP_FAILED,
        /** The disks of instances may grow past their volumes' sizes, because there are no loop devices. */
        VOLUME_SIZES_NOT_ENFORCED,
        /** Instances have the host's user ids, because file owners cannot be mapped here. */
        INSTANCE_IDS_NOT_MAPPED,
        /** Somebody else changed a namespace, link, address, route or rule of ours. */
        NETWORK_DRIFT,
        /** A listener of a service could not be opened, or closed by itself; it is tried again. */
        SERVICE_NOT_LISTENING,
        /** The file that holds an object is gone, or not as long as it was. */
        OBJECT_BODY_LOST,
        /** There is no room on the disk, or hardly any. */
        DISK_FULL,
        /** The disk takes no writes, as a file system on which something was found to be wrong. */
        DISK_READ_ONLY,
        /** A file that holds a key was damaged. */
        KEY_FILE_DAMAGED,
        /** A file that says something of an instance was damaged. */
        INSTANCE_FILE_DAMAGED,
        /** An image that is made when it is first launched could not be made; the next launch tries again. */
        IMAGE_NOT_MADE,
        /** A server that is attached as a service does not answer, or not as it should. */
        ATTACHED_SERVICE_FAILS,
        /** Requests of which the event history knows nothing. */
        EVENTS_LOST
    }

    @Override
    public int compareTo(Problem other) {
        int byCode = code.compareTo(other.code);
        return byCode != 0 ? byCode : where.compareTo(other.where);
    }

    @Override
    public String toString() {
        return code + " " + where + ": " + text;
    }
}
