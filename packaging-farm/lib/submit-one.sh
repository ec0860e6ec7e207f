#!/bin/sh
# submit-one.sh NAME COMMIT DEBIAN-COMMIT: the source package of these commits, into sources/NAME. DEBIAN-COMMIT is - where
# debian/ is in the source's own repository.
set -eu
name=$1 commit=$2 debian_commit=$3
. "$FARM_LIB/common.sh"
. "$FARM_LIB/jobs.sh"
. "$FARM_LIB/revision.sh"
. "$FARM_LIB/submit.sh"
. "$FARM_LIB/version.sh"
export TZ=UTC GIT_TERMINAL_PROMPT=0
read_job "$name"
log=$FARM_CACHE/build/$name/build/submit.out
new=$FARM_CACHE/sources/.new.$name

# What failed, in the few lines that say why; one write, because others write too.
failed() {
  printf '%s\nSUBMIT FAILED %s %s\n' "$(tail -n 20 "$log" 2>&1)" "$name" "$log"
  echo failed >>"$FARM_RUN/submitted"
  rm -rf -- "$new"
  exit 1
}

mkdir -p "${log%/*}"
: >"$log"
version_of "$name" "$commit" "$debian_commit" 2>"$log" || failed
upstream=${version%-1}
if source_of "$name" && [ "$source_version" = "$version" ]; then
  echo "SUBMIT SAME $name $version"
  echo same >>"$FARM_RUN/submitted"
  exit
fi

# In $new: the tarball of the source as it was committed, debian/ with a line on top of its changelog, and the .dsc of both.
make_source() {
  git -C "$debian_repository" show "$debian_commit:debian/control" >control || return
  source=$(source_name control)
  [ -n "$source" ] || { echo 'debian/control names no Source' && return 1; }
  tree=$source-$upstream orig=${source}_$upstream.orig.tar.gz
  git -C "$source_repository" archive --format=tar.gz --prefix="$tree/" -o "$new/$orig" "$commit" -- && tar -xf "$orig" || return
  if [ "$debian_commit" != "$commit" ]; then
    rm -rf -- "$tree/debian"
    git -C "$debian_repository" archive --format=tar -o "$new/debian.tar" "$debian_commit" -- debian &&
      tar -xf debian.tar -C "$tree" && rm debian.tar || return
  fi
  maintainer=$(sed -n '/^Maintainer:/{s/^Maintainer:[ 	]*//p;q}' control)
  {
    printf '%s (%s-1) %s; urgency=low\n\n  * Commit %s.\n\n -- %s  %s\n\n' \
      "$source" "$upstream" "${job_distributions%% *}" "$hash" "${maintainer:-nobody <nobody@localhost>}" "$dated"
    [ ! -e "$tree/debian/changelog" ] || cat "$tree/debian/changelog"
  } >changelog
  mv changelog "$tree/debian/changelog" && dpkg-source --format='3.0 (quilt)' -b "$tree" && rm -rf -- "$tree"
}

rm -rf -- "$new"
mkdir -p "$new"
cd "$new"
make_source >"$log" 2>&1 || failed
printf '%s\n%s\n' "$version" "$made_of" >version
rm -rf -- "$FARM_CACHE/sources/$name"
mv -- "$new" "$FARM_CACHE/sources/$name"
echo "SUBMIT $name $version"
echo made >>"$FARM_RUN/submitted"
