package dev.postern.cli.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a command runs.
 *
 * @param name as shown before the command
 * @param command the words that run a shell command line there
 */
record Place(String name, List<String> command) {
    Place {
        command = List.copyOf(command);
    }

    /** A shell on this machine, in the lab's directory: the console of the person who owns the account. */
    static Place host() {
        return new Place("host", List.of("bash", "-c"));
    }

    /** A shell on an instance, by ssh from the internet side. */
    static Place instance(String name, Path sshConfig) {
        return new Place(name, List.of("ssh", "-F", sshConfig.toString(), name));
    }

    /**
     * A shell on an instance at its serial console, past network and keys.
     *
     * @param exec the words that run a program in it, as the cloud's status gives them
     */
    static Place console(String name, List<String> exec) {
        List<String> words = new ArrayList<>(exec);
        words.addAll(List.of("/bin/bash", "-lc"));
        return new Place(name, words);
    }
}
