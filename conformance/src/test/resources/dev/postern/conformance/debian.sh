# For scripts that fetch from Debian's archive into this directory: apt with lists of its own, which installs nothing and leaves this machine's
# alone.
here=$PWD
mkdir -p lists/partial debs/partial root
touch status
cat >sources.list <<END
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main
deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main
END
apt() {
  apt-get -q -o Dir::Etc::SourceList="$here/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null \
    -o Dir::Etc::PreferencesParts=/dev/null -o Dir::State::Lists="$here/lists" -o Dir::State::Status="$here/status" \
    -o Dir::Cache="$here" -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}
