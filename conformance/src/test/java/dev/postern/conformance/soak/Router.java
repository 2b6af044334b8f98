package dev.postern.conformance.soak;

import dev.postern.conformance.Finished;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A namespace of the cloud's, as somebody sees and changes it who is root on the host. */
record Router(Path pin, Path directory) {
    private static final String LOOK = """
            ip rule; ip -4 route show table all; ip -br link | sed 's/@.*//'; ip -o -4 address | awk '{print $2, $4}'; ip neigh | sed 's/ [A-Z]*$//'
            for s in ip_forward conf/all/accept_local conf/all/rp_filter; do echo $s $(cat /proc/sys/net/ipv4/$s); done
            nft list ruleset""";

    /** What an interface asked lately, and how often rules were loaded. */
    private static final Pattern COUNTER = Pattern.compile(" expires |^0x[0-9a-f]{8}$");

    /** Runs a shell command in it. */
    Finished shell(String command) {
        return Finished.run(Map.of(), directory, List.of("nsenter", "--net=" + pin, "sh", "-c", command));
    }

    /** All that the kernel was told, without what is different each time: a line for each thing and how often it is there. */
    Map<String, Long> configuration() {
        Finished look = shell(LOOK);
        return look.output()
                .replace("elements =", "")
                .lines()
                .flatMap(line -> java.util.Arrays.stream(line.split("[,{}]", -1)))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !COUNTER.matcher(line).find())
                .collect(Collectors.groupingBy(line -> line, TreeMap::new, Collectors.counting()));
    }
}
