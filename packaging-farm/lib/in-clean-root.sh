# Inside a new root: installs what the source in /in needs, the farm's own packages in /in/own first, and builds it into /out.
# Given: -b, or -B where the packages for all architectures are there already.
set -eu
export DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd /in
apt-get -q update
for deb in /in/own/*.deb; do
  [ ! -e "$deb" ] || set -- "$@" "$deb"
done
which=$1
shift
[ $# = 0 ] || apt-get -qy --no-install-recommends install "$@"
dpkg-source --no-check -x ./*.dsc source
apt-get -qy --no-install-recommends build-dep ./source
id builder >/dev/null 2>&1 || useradd --create-home builder
chown -R builder: /in
su builder -c "cd source && dpkg-buildpackage $which -us -uc"
mkdir -p /out
mv ./*.deb ./*.changes ./*.buildinfo /out/
