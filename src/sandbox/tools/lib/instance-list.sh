# gnt-instance list: reads fields, separator, headers, name.
. "$bin/lib/table.sh"
for wanted in $name; do
  [ -e "$instances/$wanted" ] || failure unknown_entity "Instance name $wanted not found"
done
known=name,uuid,status,admin_state,oper_state,pnode,os,be/memory,be/maxmem,be/minmem,be/vcpus,oper_ram,nic.macs,disk.sizes,hypervisor
tab=$(printf '\t')
for file in "$instances"/*; do
  each=${file##*/}
  case " ${name:-$each} " in *" $each "*) ;; *) continue ;; esac
  read_instance "$each"
  now=$(status_of "$each")
  case $now in
    running | ERROR_up) ram=$memory state_letter=Y ;;
    *) ram=- state_letter=N ;;
  esac
  echo "name=$each${tab}uuid=$uuid${tab}status=$now${tab}admin_state=$admin${tab}oper_state=$state_letter${tab}pnode=$node${tab}os=$os${tab}be/memory#=$memory${tab}be/maxmem#=$memory${tab}be/minmem#=$memory${tab}be/vcpus=1${tab}oper_ram#=$ram${tab}nic.macs=$mac${tab}disk.sizes=$size${tab}hypervisor=kvm"
done | table "${fields:-name,hypervisor,os,pnode,status,oper_ram}" "$known"
