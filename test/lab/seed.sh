# The seed's own commands, one after another, as an operator types them. $1: the source's disk, $2: its size.
# What has changed since: Ganeti starts an instance it adds unless told not to, LVM asks unless told not to, and a Shorewall
# that came back is seen at once, so nobody waits for the thirty seconds to be over.
set -e
lvcreate --snapshot --size 64M --name tmp "/dev/all/$1"
lvcreate --yes --size "$2" --name dev all
ionice -c3 dd if=/dev/all/tmp of=/dev/all/dev bs=1024k
lvremove --yes /dev/all/tmp
echo 'gallifrey-dev.xivo.vm   IN  A   10.10.60.6' >>/etc/bind/db.farm
cat >>/etc/dhcp/dhcpd.conf <<'END'
host gallifrey-dev.xivo.vm.farm {
        hardware ethernet 52:54:86:b3:3f:10;
        fixed-address gallifrey-dev.xivo.vm.farm;
        option subnet-mask 255.255.255.255;
}
END
systemctl reload named
systemctl restart isc-dhcp-server
gnt-instance add -n host01.farm -B memory=256M -o debootstrap+default -t plain --disk 0:adopt=dev --no-install --no-start \
  --net 0:mac=52:54:86:b3:3f:10 gallifrey-dev.xivo.vm.farm
# shellcheck disable=SC2016
echo 'DNAT net loc:$VM_GALLIFREY_DEV_XIVO:22 tcp 22006 - $IP_FAILOVER' >>/etc/shorewall/rules
echo 'VM_GALLIFREY_DEV_XIVO=10.10.60.6' >>/etc/shorewall/params
shorewall restart
gnt-instance start gallifrey-dev.xivo.vm.farm
echo balloon 128 | socat - unix:/var/run/ganeti/kvm-hypervisor/ctrl/gallifrey-dev.xivo.vm.farm.monitor
cat >/etc/nginx/sites-available/gallifrey-dev.dachary.org <<'END'
server {
 listen 80;
 server_name gallifrey-dev.dachary.org;
 access_log  /var/log/nginx/gallifrey-dev.dachary.org.access.log;

 location / {
  proxy_pass   http://gallifrey-dev.xivo.vm.farm;
 }
}
END
ln -s ../sites-available/gallifrey-dev.dachary.org /etc/nginx/sites-enabled/
systemctl reload nginx
# What an operator does in the end: look whether it is there.
until curl -sf -m 10 -o /dev/null -H 'Host: gallifrey-dev.dachary.org' http://127.0.0.1/; do sleep 2; done
