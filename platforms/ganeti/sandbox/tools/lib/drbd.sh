# Disks that become DRBD's, and plain volumes again, for ganeti-job. Each has two volumes on both nodes, UUID.diskN_data and
# UUID.diskN_meta. The data of both nodes is one device file; of what DRBD itself writes down there is none.

# create NODE VOLUME EXTENTS VG: where there is no room, what was made before stays, as with Ganeti.
create() {
  node=$1 vg=$4
  on_node
  read -r extent total < "$lvm/$vg"
  [ "$3" -le "$(free_extents)" ] || fails "Can't create block device: LV create failed (exited with exit code 5):   Volume group \"$vg\" has insufficient free space ($(free_extents) extents): $3 required."
  put "$lvm/$vg.d/$2" "$(new_uuid) $3 - - valid originstname+$name"
}
# What the mirror of the instance that was read has of it, and what DRBD writes down on both nodes.
forget_mirror() {
  for each in "$node" "$secondary"; do
    at=$farm/${each%%.*}/state/lvm
    for volume in $(listed "$volumes"); do
      rm -f "$at/all.d/${volume%_data}_meta"
      [ "$each" = "$node" ] || rm -f "$at"/*.d/"$volume"
    done
  done
  rm -f "$cluster/syncing/$name"
}
# Sets minor to the lowest number from the given one on that no device has.
free_minor() {
  taken=$(cat "$secondaries"/* 2> /dev/null | cut -d ' ' -f 2 | tr '\n' ,)
  minor=$1
  while case ",$taken" in *",$minor,"*) true ;; *) false ;; esac; do minor=$((minor + 1)); done
}

# to_drbd NAME NODE [ONESHOT]: the last where nobody waits until both nodes have the same.
to_drbd() {
  name=$1 to=$2
  need_instance
  [ "$template" = plain ] || refuse wrong_input 'Instance already has disk template drbd'
  case $(enabled_templates) in
    *drbd*) ;;
    *) refuse wrong_state "Disk template 'drbd' is not enabled for this cluster (enabled templates: plain)" ;;
  esac
  [ "$admin" = down ] || refuse wrong_state "Instance '$name' is marked to be up, cannot change disk template"
  [ "$to" != "$node" ] || refuse wrong_state "Given new secondary node $to is the same as the primary node of the instance"
  refuse_target "$to"
  log "Converting disk template from 'plain' to 'drbd'"
  log 'Creating additional volumes...'
  from=$node index=0 made=
  for volume in $(listed "$volumes"); do
    own=$(cat /proc/sys/kernel/random/uuid).disk$index
    on_node
    use_vg $index
    its=$vg
    read -r extent _ < "$lvm/$vg"
    read_lv "$volume"
    size=$extents
    create "$from" "${own}_meta" $((134217728 / extent)) all
    create "$to" "${own}_data" "$size" "$its"
    create "$to" "${own}_meta" $((134217728 / extent)) all
    node=$from made=$made${made:+,}${own}_data index=$((index + 1))
  done
  log 'Renaming original volumes...'
  on_node
  index=0
  for volume in $(listed "$volumes"); do
    use_vg $index
    mv "$host/dev/$vg/$volume" "$host/dev/$vg/$(nth $index "$made")"
    mv "$lvm/$vg.d/$volume" "$lvm/$vg.d/$(nth $index "$made")"
    # Tags of others go.
    read_lv "$(nth $index "$made")"
    tags=originstname+$name
    write_lv "$(nth $index "$made")"
    index=$((index + 1))
  done
  log 'Initializing DRBD devices...'
  # A volume has a uuid, too.
  read_instance "$name"
  minor=-1
  for volume in $(listed "$made"); do
    free_minor $((minor + 1))
    minors=$minors${minors:+,}$minor
  done
  mkdir -p "$secondaries" "$cluster/syncing"
  put "$secondaries/$name" "$to $minors"
  volumes=$made
  write_instance "$name"
  # How many looks at /proc/drbd on its node until both have the same.
  put "$cluster/syncing/$name" 3
  [ -z "${3-}" ] || return 0
  log " - INFO: Waiting for instance $name to sync disks"
  put "$cluster/syncing/$name" 0
  log " - INFO: Instance $name's disks are in sync"
}

# to_plain NAME
to_plain() {
  name=$1
  need_instance
  [ "$admin" = down ] || refuse wrong_state "Instance '$name' is marked to be up, cannot change disk template"
  log "Converting disk template from 'drbd' to 'plain'"
  log 'Removing volumes on the secondary node...'
  log 'Removing unneeded volumes on the primary node...'
  forget_mirror
  rm -f "$secondaries/$name"
  write_instance "$name"
}
