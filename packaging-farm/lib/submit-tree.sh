#!/bin/sh
# submit-tree.sh NAME TREE: the source package of an unpacked Debian source, as it stands, into sources/NAME. A source that is not
# native finds its tarball beside TREE.
set -eu
name=$1 tree=$2
. "$FARM_LIB/common.sh"
. "$FARM_LIB/submit.sh"
new=$FARM_CACHE/sources/.new.$name
version=$(sed -n '1s/^[^(]*(\([^)]*\)).*/\1/p' "$tree/debian/changelog")
case $version in '' | [!0-9]* | *[!A-Za-z0-9.+~:-]*) echo "$tree/debian/changelog: no version at its top" && exit 1 ;; esac
if source_of "$name" && [ "$source_version" = "$version" ]; then
  echo "SUBMIT SAME $name $version"
  exit
fi
rm -rf -- "$new"
mkdir -p "$new"
cd "$new"
file=${version#*:}
for orig in "${tree%/*}/${name}_${file%-*}".orig*.tar.*; do
  [ ! -e "$orig" ] || cp -- "$orig" .
done
dpkg-source -b "$tree"
cp -- "$tree/debian/control" control
printf '%s\n%s\n' "$version" "$tree" >version
echo - >revision
rm -rf -- "$FARM_CACHE/sources/$name"
mv -- "$new" "$FARM_CACHE/sources/$name"
echo "SUBMIT $name $version"
