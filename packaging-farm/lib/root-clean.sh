# Building in a new root for each build: a minimal system of the distribution, made once by mmdebstrap(1) and kept in roots/, unpacked
# for the build, with the build dependencies installed in it and nothing else. Sourced.

# root_build DSC -b|-B: in $work, for $distribution and $architecture, with $debs; leaves the packages in $work.
root_build() {
  base || return
  mkdir -p "$work/in/own" "$work/results" || return
  cp -- "${1%/*}"/*.* "$work/in/" || return
  # shellcheck disable=SC2086
  [ -z "$debs" ] || cp -- $debs "$work/in/own/" || return
  in_root "sh /in/build.sh $2" --customize-hook="sync-out /out $work/results" && mv -- "$work/results"/* "$work/"
}

# The root itself, as a tar file. One build makes it, the others wait.
base() {
  base=$FARM_CACHE/roots/$distribution-$architecture.tar
  (
    flock 9
    [ ! -e "$base" ] || exit 0
    echo "making the root $base"
    isolated mmdebstrap --quiet --variant=buildd --include=fakeroot,passwd --architectures="$architecture" --format=tar \
      "$distribution" "$base.new" ${FARM_MIRROR:+"$FARM_MIRROR"} && mv -- "$base.new" "$base"
  ) 9>"$base.lock"
}

# in_root COMMAND OPTION…: runs it in a new root that has $work/in as /in.
in_root() {
  command=$1
  shift
  isolated mmdebstrap --quiet --variant=custom --architectures="$architecture" --format=null --skip=update,cleanup/apt,cleanup/reproducible \
    --setup-hook="tar --numeric-owner -C \"\$1\" -xf '$base'" \
    --customize-hook="copy-in $work/in /" --customize-hook="upload $FARM_LIB/in-clean-root.sh /in/build.sh" \
    --customize-hook="chroot \"\$1\" $command" "$@" \
    "$distribution" /dev/null ${FARM_MIRROR:+"$FARM_MIRROR"}
}

# isolated COMMAND…: root's mounts are seen by it alone and end with it, however it ends; what it unpacked is in $work, which the
# next build removes. Others have mmdebstrap's own namespaces.
isolated() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
  else
    mkdir -p "$work/root" && TMPDIR=$work/root unshare --mount -- "$@"
  fi
}

# A shell in a root where the build is made again up to where it fails.
root_login() {
  base
  in_root 'sh -c "sh /in/build.sh -b || :; cd /in/source; exec /bin/sh"'
}
