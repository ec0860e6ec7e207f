# Which version the commits of a package make. Sourced, after its job was read.

# made_of COMMIT DEBIAN-COMMIT: all that a source package is made of, in $made_of.
made_of() {
  made_of="$1 $2 $job_version|$job_upstream|$job_compute|$job_flavor"
}

# version_of NAME COMMIT DEBIAN-COMMIT: in $version; with it the repositories and commits of source and debian/, hash and date of the
# later commit, which names the version. DEBIAN-COMMIT is - where debian/ is in the source's own repository.
version_of() {
  made_of "$2" "$3"
  debian_commit=$3
  repository "$1" source "$job_source_git"
  source_repository=$repository debian_repository=$repository
  newest=$(commit_of "$repository" "$2") || return
  if [ "$debian_commit" = - ]; then
    debian_commit=$2
  else
    repository "$1" debian "$job_debian_git"
    debian_repository=$repository
    other=$(commit_of "$repository" "$debian_commit") || return
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
  plain=$version
  version=${job_upstream:+$job_upstream+}$version
  [ "$job_compute" = false ] || version=$version~$stamp.$(printf %.7s "$hash")
  version=$version${job_flavor:++$job_flavor}-1
  case $plain$version in
    '' | [!0-9]* | *[!A-Za-z0-9.+~-]*)
      echo "${version%-1} is no version: VERSION in the job file, in packaging-farm.conf or at the top of debian/changelog must give one" >&2
      return 1
      ;;
  esac
}

# commit_of REPOSITORY COMMIT: seconds, time stamp in UTC, hash, date.
commit_of() {
  TZ=UTC git -C "$1" log -1 --date=format-local:%Y%m%d.%H%M%S --format='%ct %cd %H %aD' "$2" --
}
