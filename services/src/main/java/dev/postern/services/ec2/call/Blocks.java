package dev.postern.services.ec2.call;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;

/** Blocks of addresses as requests write them. */
public final class Blocks {
    private Blocks() {}

    /** An IPv6 block; host bits are dropped. */
    public static Cidr ipv6(String text, String parameter) {
        return Cidr.find(text)
                .filter(cidr -> cidr.family() == Family.IPV6)
                .orElseThrow(() -> Ec2Error.NOT_A_CIDR.of(text, parameter));
    }

    /** An IPv4 block; host bits are dropped, as EC2 does. */
    public static Cidr ipv4(String text, String parameter) {
        return Cidr.find(text)
                .filter(cidr -> cidr.family() == Family.IPV4)
                .orElseThrow(() -> Ec2Error.NOT_A_CIDR.of(text, parameter));
    }
}
