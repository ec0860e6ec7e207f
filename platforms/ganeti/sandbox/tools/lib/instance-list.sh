# gnt-instance list: reads fields, separator, headers, name.
. "$bin/lib/table.sh"
. "$bin/lib/instance-rows.sh"
entity=Instance
for wanted in $name; do
  [ -e "$instances/$wanted" ] || failure unknown_entity "Instance name $wanted not found"
done
instance_rows $name
table "${fields:-name,hypervisor,os,pnode,status,oper_ram}" "$instance_known"
