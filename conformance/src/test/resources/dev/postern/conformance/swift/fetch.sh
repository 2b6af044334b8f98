#!/usr/bin/env bash
# Fetches OpenStack Swift's source and what its tests import from Debian's archive, into this directory. Installs nothing, and leaves apt's
# own lists alone. Ends with 75 where the archive does not have them, or where this machine's Python is not the one they are for.
set -euo pipefail
. ./debian.sh
{
  /usr/bin/python3 -c 'import boto3, requests, six, sys; sys.exit(sys.version_info[:2] != (3, 11))'
  apt update
  apt --download-only source swift
  # shellcheck disable=SC2046
  (cd debs && apt download $(sed -e '/^#/d' ../packages.txt))
} >fetched 2>&1 || exit 75
for package in debs/*.deb; do dpkg-deb --extract "$package" root; done
tar xf swift_2.30.1.orig.tar.xz
