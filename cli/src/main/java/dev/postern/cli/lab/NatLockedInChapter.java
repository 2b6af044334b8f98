package dev.postern.cli.lab;

/** What the private instance lacks, and cannot fetch. */
record NatLockedInChapter(LabContext lab) {
    /** Patience is all that is configured: apt's own is two minutes and three tries. */
    static final String UPDATE =
            "apt-get update -q -o Acquire::http::Timeout=2 -o Acquire::Retries=0 -o Acquire::Languages=none --error-on=any 2>&1";

    private static final String UNREACHED = "(?i)could not connect|timed out|Unable to connect";

    /** What the product is asked of it. */
    static final String QUESTION = "{private} {mirror-ip}:80";

    void run() {
        lab.stage().chapter("No way out: what is not there cannot be fetched");
        lab.run(lab.step(
                "List buckets on the private instance",
                lab.console("private"),
                "aws s3 ls",
                Expectation.fails("aws: command not found"),
                "the image does not have the AWS CLI"));
        stockTheMirror();
        lab.run(lab.step(
                "Use the mirror for apt, on the private instance",
                lab.console("private"),
                "echo 'deb [trusted=yes] http://{mirror-ip}/ ./' > /etc/apt/sources.list && cat /etc/apt/sources.list",
                Expectation.succeeds(),
                "a file; nothing is sent yet"));
        lab.run(refusedUpdate(lab));
        lab.run(lab.step(
                "Install the AWS CLI",
                lab.console("private"),
                "apt-get install -y --no-install-recommends awscli 2>&1",
                // The second where a package of the image speaks of it.
                Expectation.fails("Unable to locate package awscli|'awscli' has no installation candidate"),
                "apt knows no package lists"));
    }

    /** The update of apt's lists that does not get through. */
    static Step refusedUpdate(LabContext lab) {
        return lab.refused(
                "Update apt's lists", lab.console("private"), UPDATE, Expectation.fails(UNREACHED), QUESTION);
    }

    private void stockTheMirror() {
        String installed = lab.run(lab.step(
                "See which packages the private instance has",
                lab.console("private"),
                "cat /var/lib/dpkg/status",
                Expectation.prints("^Package: "),
                "to find out what it lacks for the AWS CLI"));
        lab.save("status", installed + "\n");
        // The host's apt, for a machine that has what the private instance has; its files are the lab's.
        lab.file("apt.conf", """
            Dir::State::status "%1$s/status";
            Dir::State::lists "%1$s/lists";
            Dir::Cache "%1$s/cache";
            Dir::Cache::archives "%1$s/mirror";
            Debug::NoLocking "true";
            APT::Sandbox::User "root";
            APT::Install-Recommends "false";
            Acquire::http::Timeout "10";
            """.formatted(lab.directory()));
        lab.run(
                lab.onHost(
                        "Fetch from the host's archive what it would need",
                        "mkdir -p lists/partial mirror/partial && export APT_CONFIG=$PWD/apt.conf"
                                + " && { apt-get -qq update --error-on=any 2> apt.log"
                                + " || echo 'Dir::State::lists \"/var/lib/apt/lists\";' >> apt.conf; }"
                                + " && apt-get -qq install --print-uris awscli | cut -d' ' -f2 > names"
                                + " && { ln -s /var/cache/apt/archives/*.deb mirror/ 2> /dev/null || true; }"
                                + " && apt-get -qq install --download-only awscli > apt.log 2>&1 || { cat apt.log; exit 1; }; wc -l < names",
                        "the host's apt reaches an archive, or has one; what it does with its own files stays in this directory"));
        lab.run(lab.step(
                "Make an index of them, as mirrors have",
                lab.host(),
                "cd mirror && for deb in $(cat ../names); do dpkg-deb -f $deb; printf"
                        + " 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' $deb $(stat -Lc %s $deb)"
                        + " $(sha256sum < $deb | cut -d' ' -f1); done > Packages && printf 'Date: %s\\nSHA256:\\n %s %s Packages\\n'"
                        + " \"$(date -Ru)\" $(sha256sum < Packages | cut -d' ' -f1) $(stat -c %s Packages) > Release"
                        + " && grep -c ^Package: Packages",
                Expectation.prints("^\\d+$"),
                "what packages there are, and how to be sure of each"));
        lab.run(lab.allowed(
                "Bring them to the mirror",
                lab.host(),
                "tar -C mirror -chf - Packages Release $(cat names) | ssh -F ssh_config mirror tar -C /srv/mirror -xf -"
                        + " && curl -sS -p -x http://127.0.0.1:" + lab.cloud().port() + " http://{mirror-ip}/Packages"
                        + " | sed -n 1,2p",
                Expectation.prints("^Package: "),
                "anybody on the internet side can fetch them now",
                "internet {mirror}:80"));
    }
}
