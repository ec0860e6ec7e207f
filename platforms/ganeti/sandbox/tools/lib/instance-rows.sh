# instance_rows [NAME…]: a row for each instance, or for these alone, in their order.
instance_known=name,uuid,status,admin_state,oper_state,pnode,os,be/memory,be/maxmem,be/minmem,be/vcpus,oper_ram,nic.macs,disk.sizes,snodes,disk_template,hypervisor
instance_rows() {
  [ $# -gt 0 ] || set -- "$instances"/*
  for each in "$@"; do
    each=${each##*/}
    # Removed since the names were read: the cluster lists what its configuration has at one moment.
    { read_instance "$each"; } 2> /dev/null || continue
    find_status "$each"
    case $status in
      running | ERROR_up) ram=$memory runs=Y ;;
      *) ram=- runs=N ;;
    esac
    row name "$each" uuid "$uuid" status "$status" admin_state "$admin" oper_state $runs pnode "$node" os "$os" hypervisor kvm \
      be/memory\# "$memory" be/maxmem\# "$memory" be/minmem\# "$minmem" be/vcpus "$vcpus" oper_ram\# "$ram" nic.macs "$mac" \
      disk.sizes "$sizes" snodes "$secondary" disk_template $template
  done
}
