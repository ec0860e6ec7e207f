#!/bin/sh
# What has to run on the second node: its name for good, and a volume group of its own. Read by sh on standard input.
set -eu
echo host02.farm > /etc/hostname
vgcreate -q all /dev/vdb
ping -c 1 -W 60 host01.farm
