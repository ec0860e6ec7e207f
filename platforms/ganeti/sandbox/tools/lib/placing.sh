# Instances that go from one node to another, and nodes that are given no more, for ganeti-job.

# role_of NODE
role_of() {
  if [ -e "$cluster/nodes/$1" ]; then cat "$cluster/nodes/$1"; else echo C; fi
}
fails() {
  printf '%s\n' 'Failure: command execution error:' "$1" > "$job/result"
  ends error
}
# refuse_target NODE: it must be given instances.
refuse_target() {
  [ -e "$farm/${1%%.*}/state/lvm" ] || refuse unknown_entity "Node '$1' not known"
  case $(role_of "$1") in
    O) refuse environment_error "Can't get data from node $1: Node is marked offline" ;;
    D) refuse wrong_state "Can't use drained node $1" ;;
  esac
}
# refuse_memory NODE MEBIBYTES WHY
refuse_memory() {
  state=$farm/${1%%.*}/state
  free=$(memory_for '')
  [ "$2" -le "$free" ] || refuse insufficient_resources \
    "Not enough memory on node $1 for $3: needed $2 MiB, available $free MiB"
}
# refuse_layout WHAT: its disks must be mirrored.
refuse_layout() {
  [ -n "$secondary" ] || refuse wrong_state "Instance's disk layout 'plain' does not allow $1"
}
# The machine and its monitor go from its node to the other. DRBD holds its disks on both.
carry() {
  on_node
  old=$host
  node=$1
  on_node
  mv "$old/state/running/$name" "$state/running/$name"
  rm -f "$old/$monitors/$name.monitor"
  : > "$host/$monitors/$name.monitor"
}
# Its mirror is its disk from now on, and its disk the mirror.
swap_nodes() {
  put "$secondaries/$name" "$1 $minors"
  node=$secondary secondary=$1
  write_instance "$name"
}

# to_mirror WHAT DONE NAME [NODE]: looks up the instance, and refuses where it cannot be brought to its mirror.
to_mirror() {
  name=$3 to=${4-}
  need_instance
  refuse_layout "$1"
  [ -z "$to" ] || [ "$to" = "$secondary" ] || refuse wrong_input \
    "Instances with disk types drbd cannot be $2 to arbitrary nodes (neither an iallocator nor a target node can be passed)"
  refuse_target "$secondary"
}

# migrate NAME [NODE]
migrate() {
  to_mirror migrations 'migrated' "$@"
  refuse_memory "$secondary" "$minmem" "migrating instance $name"
  [ "$(role_of "$node")" != O ] || refuse wrong_state "Can't migrate, please use failover: Node is marked offline"
  is_running "$name" || refuse wrong_state "Can't migrate, please use failover: Instance $name is not running"
  from=$node
  log_all << END
Migrating instance $name
* checking disk consistency between source and target
* closing instance disks on node $secondary
* changing into standalone mode
* changing disks into dual-master mode
* wait until resync is done
* opening instance disks on node $from in shared mode
* opening instance disks on node $secondary in shared mode
* preparing $secondary to accept the instance
* migrating instance to $secondary
* starting memory transfer
END
  carry "$secondary"
  node=$from
  log_all << END
* memory transfer complete
* closing instance disks on node $from
* wait until resync is done
* changing into standalone mode
* changing disks into single-master mode
* wait until resync is done
END
  swap_nodes "$from"
  log '* done'
}

# failover NAME [NODE]
failover() {
  to_mirror failovers 'failed over' "$@"
  [ "$admin" != up ] || refuse_memory "$secondary" "$minmem" "migrating instance $name"
  log "Failover instance $name"
  from=$node
  [ "$admin" != up ] || log '* checking disk consistency between source and target'
  log '* shutting down instance on source node'
  # A node that is off has let go of what it had.
  end
  log "* deactivating the instance's disks on source node"
  swap_nodes "$from"
  if [ "$admin" = up ]; then
    log "* activating the instance's disks on target node $node"
    log "* starting the instance on the target node $node"
    begin
  fi
}

# move NAME NODE
move() {
  name=$1 to=$2
  need_instance
  [ -z "$secondary" ] || refuse wrong_state "Instance disk 0 has disk type drbd and is not suitable for copying"
  [ "$to" != "$node" ] || refuse wrong_state "Instance $name is already on the node $to"
  refuse_target "$to"
  [ "$admin" != up ] || refuse_memory "$to" "$memory" "failing over instance $name"
  log " - INFO: Shutting down instance $name on source node $node"
  end
  old=$lvm
  node=$to
  on_node
  index=0
  for volume in $(listed "$volumes"); do
    use_vg $index
    index=$((index + 1))
    read -r extent total < "$lvm/$vg"
    read -r _ need _ < "$old/$vg.d/$volume"
    [ "$need" -le "$(free_extents)" ] || fails "Can't create block device: not enough free space in volume group $vg"
    # The device files are those of every host.
    cp "$old/$vg.d/$volume" "$lvm/$vg.d/$volume"
  done
  write_instance "$name"
  log ' - INFO: Removing the disks on the original node'
  for volume in $(listed "$volumes"); do rm -f "$old"/*.d/"$volume"; done
  if [ "$admin" = up ]; then
    log " - INFO: Starting instance $name on node $to"
    begin
  fi
}

# set_node NODE ROLE: writes into `changed` what Ganeti's client shows of it.
set_node() {
  [ -e "$farm/${1%%.*}/state/lvm" ] || refuse unknown_entity "Node '$1' not known"
  [ "$1" != "${host##*/}.farm" ] || refuse wrong_input 'The master role can be changed only via master-failover'
  was=$(role_of "$1")
  [ "$was" != "$2" ] || return 0
  case $was in D) flag=drained ;; O) flag=offline ;; esac
  case $2 in
    C)
      log " - INFO: Auto-promoting node to master candidate"
      [ "$was" = D ] || log " - WARNING: Transitioning node from offline to online state without using re-add. Please make sure the node is healthy!"
      printf '%s\n' ' - master_candidate -> True' " - $flag -> False" > "$job/changed"
      ;;
    D) printf '%s\n' ' - master_candidate -> False' ' - drained -> True' > "$job/changed" ;;
    O)
      log "Failed to stop KVM daemon on node '$1': Node is marked offline"
      printf '%s\n' ' - master_candidate -> False' ' - offline -> True' > "$job/changed"
      ;;
  esac
  mkdir -p "$cluster/nodes"
  if [ "$2" = C ]; then rm -f "$cluster/nodes/$1"; else put "$cluster/nodes/$1" "$2"; fi
}
