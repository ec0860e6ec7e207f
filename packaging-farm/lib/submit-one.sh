#!/bin/sh
# submit-one.sh NAME COMMIT DEBIAN-COMMIT: the source package of these commits, into sources/NAME. DEBIAN-COMMIT is - where
# debian/ is in the source's own repository.
set -eu
name=$1 commit=$2 debian_commit=$3
. "$FARM_LIB/common.sh"
. "$FARM_LIB/jobs.sh"
. "$FARM_LIB/revision.sh"
. "$FARM_LIB/submit.sh"
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

# The later of the two commits names the version.
repository "$name" source "$job_source_git"
source_repository=$repository debian_repository=$repository
newest=$(git -C "$repository" log -1 --date=format-local:%Y%m%d.%H%M%S --format='%ct %cd %H %aD' "$commit" --)
if [ "$debian_commit" = - ]; then
  debian_commit=$commit
else
  repository "$name" debian "$job_debian_git"
  debian_repository=$repository
  other=$(git -C "$repository" log -1 --date=format-local:%Y%m%d.%H%M%S --format='%ct %cd %H %aD' "$debian_commit" --)
  [ "${other%% *}" -le "${newest%% *}" ] || newest=$other
fi
read -r seconds stamp hash dated <<END
$newest
END

version=$job_version
if [ -z "$version" ]; then
  # Of the top line of debian/changelog, without epoch and Debian revision.
  version=$(git -C "$debian_repository" show "$debian_commit:debian/changelog" 2>/dev/null | sed -n '1s/^[^(]*(\([^)]*\)).*/\1/p')
  version=${version#*:}
  version=${version%-*}
fi
upstream=${job_upstream:+$job_upstream+}$version
[ "$job_compute" = false ] || upstream=$upstream~$stamp.$(printf %.7s "$hash")
upstream=$upstream${job_flavor:++$job_flavor}
mkdir -p "${log%/*}"
: >"$log"
case $version$upstream in
  '' | [!0-9]* | *[!A-Za-z0-9.+~-]*)
    echo "$upstream is no version: VERSION in the job file, in packaging-farm.conf or at the top of debian/changelog must give one" >"$log"
    failed
    ;;
esac

made_of="$commit $3 $job_version|$job_upstream|$job_compute|$job_flavor"
if source_of "$name" && [ "$source_version" = "$upstream-1" ]; then
  echo "SUBMIT SAME $name $upstream-1"
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
printf '%s-1\n%s\n' "$upstream" "$made_of" >version
rm -rf -- "$FARM_CACHE/sources/$name"
mv -- "$new" "$FARM_CACHE/sources/$name"
echo "SUBMIT $name $upstream-1"
echo made >>"$FARM_RUN/submitted"
