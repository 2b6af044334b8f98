package dev.postern.guest.dns;

import dev.postern.model.net.Ip;
import java.util.Optional;

/** The names of interfaces as one VPC (or the internet) sees them. Names are lower case, without a final dot. */
public interface VpcView {
    /** Whether there is a resolver at all: a VPC without {@code enableDnsSupport} has none, and queries time out. */
    boolean answers();

    Optional<Ip> address(String name);

    Optional<String> name(Ip address);
}
