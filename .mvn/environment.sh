# What the launcher and ./check share: the JDK, Debian's packages, the build. Sourced, with $home set.

UNSAFE=--sun-misc-unsafe-memory-access=allow # Netty and the SDK ask for it; the commands do without, and start sooner
JAVA_OPTIONS=(-XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable)
# What calls constructors by reflection, as the ledger's reader does with each kind of record once or twice, would have code generated
# for each of them, which takes longer than all the calls.
SERVER_OPTIONS=($UNSAFE -Xms64m -Xmx192m -XX:MaxDirectMemorySize=96m -Djdk.reflect.useNativeAccessorOnly=true)
# Compilers begin behind all else, and all of their threads at once: the server has them catch up when it answers, and would not hear of
# one that begins later. Threads of Netty say that they come first, which then would hold against all of this machine: they do not.
SERVER_OPTIONS+=(-XX:ThreadPriorityPolicy=1 -XX:CompilerThreadPriority=10 -XX:JavaPriority10_To_OSPriority=0)
SERVER_OPTIONS+=(-XX:-UseDynamicNumberOfCompilerThreads)
# Native code that needs no unpacking, for which a start would search all jars; where this machine's is not there, it is unpacked.
NATIVE=${home:?}/build/native
SERVER_OPTIONS+=("-Djava.library.path=$NATIVE" "-Dorg.sqlite.lib.path=$NATIVE/org/sqlite/native/Linux/$HOSTTYPE")
# Each thread that asks for memory gets a heap of its own from glibc, up to eight per processor, and what is freed in one is no
# use to the others: a cloud in use would grow for hours. Two are plenty for what is not Java's heap.
SERVER_ENVIRONMENT=(MALLOC_ARENA_MAX=2)
START_CACHE=${home:?}/build/server.aot
# A question is over before compiled code is worth anything. The JDK's own console can edit lines, for which it takes its time.
WHY_OPTIONS=(-Xmx64m -Xint -Djdk.console=java.base)
WHY_CACHE=${home:?}/build/why.aot

# A command, or a file, that each package brings, and the package.
PACKAGES="ip:iproute2 nft:nftables conntrack:conntrack runc:runc sshd:openssh-server ssh:openssh-client aws:awscli
  curl:curl nc:netcat-openbsd sudo:sudo ping:iputils-ping mvn:maven mmdebstrap:mmdebstrap"
# More for ./check and ./postern bench.
PACKAGES_FOR_TESTS="nginx:nginx-light wrk:wrk iperf3:iperf3 tshark:tshark rclone:rclone restic:restic s3cmd:s3cmd s3fs:s3fs dhclient:isc-dhcp-client
  /usr/lib/python3/dist-packages/boto3/__init__.py:python3-boto3"
# For ./check differential and ./check ci.
PACKAGES_FOR_PEER="node:nodejs npm:npm"

say() { printf 'postern: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

find_jdk() {
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ -x "$candidate/bin/javac" ] && [ -r "$candidate/release" ] && [[ $(<"$candidate/release") == *JAVA_VERSION=\"25* ]]; then
      export JAVA_HOME=$candidate
      return
    fi
  done
  fail "no JDK 25 found: set JAVA_HOME to one, or put one under /usr/lib/jvm (https://adoptium.net)"
}

# Looks for the commands where a root shell has them: an ordinary user's PATH often lacks the sbin directories.
missing_packages() {
  local entry missing=""
  for entry in $PACKAGES "$@"; do
    [ -e "${entry%%:*}" ] && [[ $entry == /* ]] && continue
    PATH=$PATH:/usr/sbin:/sbin command -v "${entry%%:*}" >/dev/null || missing="$missing ${entry##*:}"
  done
  # The instances share /usr, so the AWS CLI must be Debian's own; one from elsewhere is not visible to them.
  [ -e /usr/bin/aws ] || case "$missing" in *awscli*) ;; *) missing="$missing awscli" ;; esac
  printf '%s' "$missing"
}

require_packages() {
  local missing kind extra=""
  for kind in "$@"; do
    case "$kind" in
      bench) extra="$extra $PACKAGES_FOR_TESTS" ;;
      peer) extra="$extra $PACKAGES_FOR_PEER" ;;
    esac
  done
  # shellcheck disable=SC2086
  missing=$(missing_packages $extra)
  export PATH=$PATH:/usr/sbin:/sbin
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    fail "these Debian packages are missing; install them with:  sudo apt-get install -y --no-install-recommends$missing"
  fi
  say "installing Debian packages:$missing"
  # Installing sshd must not start one on the host: an existing policy is left as it is.
  local policy=/usr/sbin/policy-rc.d made="" log
  log=$(mktemp "${TMPDIR:-/tmp}/postern-apt.XXXXXX") # a name that nobody knows beforehand: in /tmp another may have put a link there
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made=yes
  fi
  # shellcheck disable=SC2086
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
    >"$log" 2>&1 || { [ -z "$made" ] || rm -f "$policy"; fail "apt-get failed: see $log"; }
  rm -f "$log"
  [ -z "$made" ] || rm -f "$policy"
}

sources_changed() {
  [ ! -e "$home/build/built" ] \
    || [ -n "$(find "$home"/pom.xml "$home"/*/pom.xml "$home"/*/src/main -newer "$home/build/built" -print -quit)" ]
}

build_if_changed() {
  [ -z "${POSTERN_BUILT:-}" ] || return 0 # ./check is building, and its tests have started this
  sources_changed || return 0
  say "building (once, and again when sources change)"
  mkdir -p "$home/build"
  (
    flock 9
    sources_changed || exit 0 # whoever held the lock has built it: a running cloud's jars must not be taken away
    touch "$home/build/started"
    cd "$home"
    rm -rf build/lib build/native build/*.jsa build/*.aot # archives of the classes of another build only cost time
    MAVEN_OPTS=--sun-misc-unsafe-memory-access=allow mvn -q -B -Plaunch -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true \
      package >build/build.log 2>&1 || { tail -40 build/build.log >&2; exit 1; }
    mv build/started build/built
  ) 9>"$home/build/lock" || fail "the build failed: see $home/build/build.log"
}

# The first run of a command leaves an archive of its classes, with which the next ones start in a fraction of the time.
use_class_archive() {
  [ ! -w "$home/build" ] || JAVA_OPTIONS+=(-XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=$home/build/$1.jsa")
}

# For the command that people run again and again: what a start of the cloud has learnt, else an archive as above.
use_why_cache() {
  if [ -r "$WHY_CACHE" ]; then
    JAVA_OPTIONS+=("-XX:AOTCache=$WHY_CACHE")
  else
    use_class_archive cli
  fi
}
