# Building with this machine's own tools. What the farm itself built is not installed: it is unpacked in a folder the build finds
# it in, and counts as installed for dpkg-checkbuilddeps(1). Sourced.

# root_build DSC -b|-B: in $work, for $distribution and $architecture, with $debs; leaves the packages in $work.
root_build() {
  [ "$architecture" = "$(dpkg --print-architecture)" ] ||
    { echo "this machine's own tools build for $(dpkg --print-architecture) only; install mmdebstrap for $architecture" && return 1; }
  dpkg-source --no-check -x "$1" "$work/source" && stage && stage_environment && cd "$work/source" || return
  dpkg-buildpackage "$2" -us -uc ${debs:+"--admindir=$work/admin"} || return
  cd "$FARM_CACHE" || return
}

# $debs, in $work/stage, and dpkg's status with them in $work/admin.
stage() {
  [ -n "$debs" ] || return 0
  mkdir -p "$work/stage" "$work/admin/info" "$work/admin/updates"
  cat /var/lib/dpkg/status >"$work/admin/status"
  for deb in $debs; do
    dpkg-deb -x "$deb" "$work/stage" || return
    {
      echo
      dpkg-deb -f "$deb" || return
      echo 'Status: install ok installed'
    } >>"$work/admin/status"
  done
}

stage_environment() {
  in=$work/stage
  [ -d "$in" ] || return 0
  multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
  export PACKAGING_FARM_STAGE="$in"
  export PATH="$in/usr/sbin:$in/usr/bin:$in/sbin:$in/bin:$PATH"
  export CPATH="$in/usr/include${CPATH:+:$CPATH}"
  export LIBRARY_PATH="$in/usr/lib/$multiarch:$in/usr/lib${LIBRARY_PATH:+:$LIBRARY_PATH}"
  export LD_LIBRARY_PATH="$in/usr/lib/$multiarch:$in/usr/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  export PKG_CONFIG_PATH="$in/usr/lib/$multiarch/pkgconfig:$in/usr/lib/pkgconfig:$in/usr/share/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
}

# A shell where a failed build stopped.
root_login() {
  stage_environment
  cd "$work/source" || exit
  exec "${SHELL:-/bin/sh}"
}
