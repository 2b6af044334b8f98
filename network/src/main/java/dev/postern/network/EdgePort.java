package dev.postern.network;

/** A port behind which the VPC ends: what goes out here is no interface's of this VPC. */
public sealed interface EdgePort extends Port permits InternetPort, EgressPort, PeerPort {}
