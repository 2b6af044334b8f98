#!/usr/bin/env bash
# Fetches rclone's source and what compiles its tests from Debian's archive, into this directory, and compiles them. Installs nothing, and
# leaves apt's own lists alone. Ends with 75 where the archive does not have them.
set -euo pipefail
. ./debian.sh
mkdir -p go/src/github.com/rclone
{
  apt update
  apt --download-only source rclone=1.60.1+dfsg-2
  # shellcheck disable=SC2046
  (cd debs && apt download $(sed -e '/^#/d' ../packages.txt))
} >fetched 2>&1 || exit 75
for package in debs/*.deb; do dpkg-deb --extract "$package" root; done
tar xf rclone_1.60.1+dfsg.orig.tar.xz -C go/src/github.com/rclone
cd go/src/github.com/rclone
mv rclone-1.60.1 rclone
cd rclone
tar xf "$here/rclone_1.60.1+dfsg-2.debian.tar.xz"
while read -r patch; do patch -s -p1 <"debian/patches/$patch"; done <debian/patches/series
# The tests compile all backends that rclone has. What they use is these.
cat >backend/all/all.go <<END
package all

import (
	_ "github.com/rclone/rclone/backend/local"
	_ "github.com/rclone/rclone/backend/memory"
	_ "github.com/rclone/rclone/backend/onedrive" // it has a sort of hash that a test wants
	_ "github.com/rclone/rclone/backend/s3"
)
END
export GOROOT="$here/root/usr/lib/go-1.19" GOPATH="$here/go:$here/root/usr/share/gocode" GOCACHE="$here/cache" GO111MODULE=off CGO_ENABLED=0
for package in "$@"; do
  "$GOROOT/bin/go" test -vet=off -c -o "$here/${package//\//-}" "./$package"
done
