package dev.postern.server.control;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.attached.AttachedService;
import dev.postern.storage.objects.ContentsCheck;
import dev.postern.storage.objects.ObjectCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What can be asked of a running cloud besides AWS's operations. */
public interface Controls {
    /** Root's keys of an account. */
    record RootKeys(AccountId account, String accessKeyId, String secretAccessKey) {
        @Override
        public String toString() {
            return "RootKeys[" + account + ", " + accessKeyId + "]"; // never the secret
        }
    }

    /** Root's keys of the first account. */
    RootKeys rootKeys();

    /**
     * Makes an account, with a default VPC in every Region.
     *
     * @param account its id; chosen if absent
     * @param keys root's keys as {@code KEY:SECRET}; generated if absent
     * @throws IllegalArgumentException when the id or the key is taken or malformed
     */
    RootKeys createAccount(Optional<String> account, Optional<String> keys);

    /**
     * Registers a root filesystem as an image of the first account.
     *
     * @return the image's id
     */
    String importImage(Path source, String name, Region region) throws IOException;

    /**
     * Makes a server a service of AWS's.
     *
     * @param name as {@code com.amazonaws.us-east-1.sqs}
     * @param upstream where it listens, as {@code http://127.0.0.1:9324}
     * @param key by which it knows us, as {@code KEY:SECRET}
     * @param account to which all that it keeps belongs; the first one if absent
     * @throws IllegalArgumentException when it cannot be one
     */
    AttachedService attach(String name, String upstream, Optional<String> key, Optional<String> account);

    /** Undoes that; refused while endpoints lead to it. */
    AttachedService detach(String name);

    /** Lets a key in to an instance for 60 seconds, as EC2 Instance Connect does. */
    void pushKey(String instanceId, String user, String publicKey);

    /** Looks at what is kept of every object; what is damaged is a problem from then on. */
    ObjectCheck checkObjects();

    /** Reads every object and compares it with its ETag; what is damaged is a problem from then on. */
    ContentsCheck checkContents();

    /** Empties the cloud: it is as new when this returns. */
    void reset() throws IOException;

    /** Ends the process in order, soon after this returned. */
    void shutDown();
}
