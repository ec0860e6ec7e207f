# gnt-instance info: the lines farms look at.
read_instance "$name"
[ -z "$secondary" ] || unknown_option "$verb of mirrored disks"
actual=
[ -n "$static" ] || {
  if is_running "$name"; then actual=', actual state is up'; else actual=', actual state is down'; fi
}
shown_vcpus=$vcpus
[ "$vcpus" != 1 ] || shown_vcpus='default (1)'
cat << END
- Instance name: $name
  UUID: $uuid
  Serial number: 1
  State: configured to be $admin$actual
  Nodes: 
    - primary: $node
    - secondaries: 
  Operating system: $os
  Hypervisor: kvm
  Back-end parameters: 
    always_failover: default (False)
    auto_balance: default (True)
    maxmem: $memory
    memory: default ($memory)
    minmem: $minmem
    spindle_use: default (1)
    vcpus: $shown_vcpus
  NICs: $([ -z "$mac" ] || printf '\n    - nic/0: \n      MAC: %s\n      IP: None\n      mode: bridged\n      link: br0' "$mac")
  Disk template: plain
  Disks: 
END
index=0
for volume in $(listed "$volumes"); do
  use_vg "$index"
  printf '    - disk/%s: plain, size %sM\n      access mode: rw\n      logical_id: %s/%s\n' "$index" "$(nth "$index" "$sizes")" "$vg" "$volume"
  [ -n "$static" ] || echo "      on primary: $node_folder/dev/$vg/$volume (253:$index)"
  index=$((index + 1))
done
