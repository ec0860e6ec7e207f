# The cluster's state, on its master. state/ganeti/instances/NAME holds: uuid, OS, node, configured state, memory in MiB, volume
# group, one for all disks or one each with commas, the volume and the size in MiB of each disk with commas, MAC, - where it has no network card; state/ganeti/secondaries/NAME the node that mirrors its disks, and the
# number of the DRBD device of each, the same on both nodes; state/ganeti/backend/NAME, where that is not as usual: least memory in MiB, virtual CPUs. state/ganeti/jobs/ID/ holds a job's words, status, summary, opcodes and log.
. "$bin/lib/host.sh"
. "$bin/lib/resolve.sh"
cluster=$state/ganeti
instances=$cluster/instances
backend=$cluster/backend
secondaries=$cluster/secondaries
jobs=$cluster/jobs
config=$host/var/lib/ganeti/config.data

failure() {
  fail 1 'Failure: prerequisites not met for this operation:' "error type: $1, error details:" "$2"
}
bad_option() {
  fail 2 Usage ===== "  $tool $verb" '' "$tool: error: no such option: $1"
}

read_instance() {
  read -r uuid os node admin memory vgs volumes sizes mac < "$instances/$1" || return
  [ "$mac" != - ] || mac=
  minmem=$memory vcpus=1
  [ ! -e "$backend/$1" ] || read -r minmem vcpus < "$backend/$1"
  secondary= minors= template=plain
  if [ -e "$secondaries/$1" ]; then
    read -r secondary minors < "$secondaries/$1"
    template=drbd
  fi
}
write_instance() {
  put "$instances/$1" "$uuid $os $node $admin $memory $vgs $volumes $sizes ${mac:--}"
  write_config
}
# The disk templates that instances may have, as in JSON: what state/ganeti/enabled has, where there is one.
enabled_templates() {
  cat "$cluster/enabled" 2> /dev/null || echo '"plain","drbd"'
}
# Its configuration as Ganeti keeps it in a file of its own: what it says of instances and their disks.
write_config() {
  said=$(
    for file in "$instances"/*; do
      [ -e "$file" ] || continue
      read -r own < "$file"
      mirror= given=
      [ ! -e "$secondaries/${file##*/}" ] || read -r mirror < "$secondaries/${file##*/}"
      [ ! -e "$backend/${file##*/}" ] || read -r given < "$backend/${file##*/}"
      echo "${file##*/} $own ${given:-- -} $mirror"
    done | awk -v enabled="$(enabled_templates)" '{
      count = split($8, volume, ",")
      groups = split($7, group, ",")
      own = ""
      for (i = 1; i <= count; i++) {
        disk = $2 (i > 1 ? "-" (i - 1) : "")
        own = own (i > 1 ? "," : "") "\"" disk "\""
        place = "{\"logical_id\":[\"" group[groups > 1 ? i : 1] "\",\"" volume[i] "\"],\"dev_type\":\"plain\"}"
        if ($13 != "") { meta = volume[i]; sub(/_data$/, "_meta", meta); place = place ",{\"logical_id\":[\"all\",\"" meta "\"],\"dev_type\":\"plain\"}" }
        if ($13 != "") {
          split($14, minor, ",")
          place = "{\"logical_id\":[\"" $4 "\",\"" $13 "\"," 11000 + minor[i] "," minor[i] "," minor[i] ",\"secret\"],\"dev_type\":\"drbd\",\"children\":[" place "]}"
        }
        disks = disks (disks != "" ? "," : "") "\"" disk "\":" place
      }
      instances = instances (NR > 1 ? "," : "") "\"" $2 "\":{\"name\":\"" $1 "\",\"primary_node\":\"" $4 "\",\"os\":\"" $3 "\",\"hypervisor\":\"kvm\",\"hvparams\":{},\"beparams\":{\"maxmem\":" $6 ",\"minmem\":" ($11 == "-" ? $6 : $11) ",\"vcpus\":" ($12 == "-" ? 1 : $12) "},\"osparams\":{},\"nics\":[" ($10 == "-" ? "" : "{\"mac\":\"" $10 "\",\"nicparams\":{}}") "],\"disks\":[" own "]}"
    } END { printf "{\"version\":3000000,\"cluster\":{\"enabled_disk_templates\":[%s]},\"instances\":{%s},\"disks\":{%s}}", enabled, instances, disks }'
  )
  put "$config" "$said"
}
# Writes down memory (the most), minmem and vcpus.
write_backend() {
  [ -d "$backend" ] || mkdir -p "$backend"
  if [ "$minmem $vcpus" = "$memory 1" ]; then rm -f "$backend/$1"
  else put "$backend/$1" "$minmem $vcpus"
  fi
  write_instance "$1"
}

# listed WORD,WORD…: each on a line. nth NUMBER WORD,WORD…: that one, from 0; nothing where there are fewer.
listed() (
  IFS=,
  printf '%s\n' $1
)
nth() (
  number=$1
  IFS=,
  set -- $2
  [ "$number" -ge $# ] || { shift "$number"; echo "$1"; }
)

# use_vg NUMBER: sets vg to the volume group of that disk.
use_vg() {
  case $vgs in
    *,*) vg=$(nth "$1" "$vgs") ;;
    *) vg=$vgs ;;
  esac
}

# parts d|open: the paths of its disks in the state of LVM, a line each: of mirrored ones on both nodes, with what DRBD writes down of each, in
# the cluster's own volume group.
parts() {
  for at in "$node" $secondary; do
    index=0
    for volume in $(listed "$volumes"); do
      use_vg $index
      part=$farm/${at%%.*}/state/lvm
      echo "$part/$vg.$1/$volume"
      [ -z "$secondary" ] || echo "$part/all.$1/${volume%_data}_meta"
      index=$((index + 1))
    done
  done
}

# Sets node_folder, of the instance that was read: host01.farm is host01.
find_node() {
  node_folder=$farm/${node%%.*}
}
is_running() {
  find_node
  [ -e "$node_folder/state/running/$1" ]
}

# Sets status to running, ADMIN_down, ERROR_down, ERROR_up or ERROR_nodeoffline. Uses what read_instance read.
find_status() {
  role=
  [ ! -e "$cluster/nodes/$node" ] || read -r role < "$cluster/nodes/$node"
  if [ "$role" = O ]; then status=ERROR_nodeoffline
  elif is_running "$1"; then
    if [ "$admin" = up ]; then status=running; else status=ERROR_up; fi
  elif [ "$admin" = up ]; then status=ERROR_down
  else status=ADMIN_down
  fi
}

# submit SUMMARY OPCODE REASON WORD…: queues a job that ganeti-job will carry out, and sets id.
submit() {
  summary=$1 opcode=$2 reason=$3
  shift 3
  lock
  [ -d "$jobs" ] || mkdir -p "$jobs"
  read -r id < "$cluster/serial"
  id=$((id + 1))
  put "$cluster/serial" $id
  mkdir "$jobs/$id"
  printf '%s\n' "$@" > "$jobs/$id/words"
  echo "$summary" > "$jobs/$id/summary"
  now=$(date +%s%N)
  said="['gnt:client:$tool', '$verb', $now], "
  [ -z "$reason" ] || said="['gnt:user', '$reason', $now], $said"
  case $opcode in
    INSTANCE_CREATE) opcode_name=instance_create ;;
    INSTANCE_STARTUP) opcode_name=instance_startup ;;
    INSTANCE_SHUTDOWN) opcode_name=instance_shutdown ;;
    INSTANCE_REMOVE) opcode_name=instance_remove ;;
    INSTANCE_SET_PARAMS) opcode_name=instance_set_params ;;
    INSTANCE_GROW_DISK) opcode_name=instance_grow_disk ;;
    *) opcode_name=$(echo "$opcode" | tr A-Z a-z) ;;
  esac
  echo "[{'dry_run': False, 'debug_level': 0, 'priority': 0, 'depends': None, 'comment': None, 'reason': [$said['gnt:opcode:$opcode_name', 'job=$id;index=0', $now]], 'OP_ID': 'OP_$opcode', 'instance_name': '$name'}]" > "$jobs/$id/ops"
  echo "${now%?????????}" > "$jobs/$id/received"
  : > "$jobs/$id/log"
  echo queued > "$jobs/$id/status"
  # Its lock is held for as long as the job lives: who waits for the job waits for the lock.
  exec 7>>"$jobs/$id/lock"
  flock 7
  # As on a busy node: the job's process does not answer in time. state/ganeti/slow-starts has how many more times.
  slow_starts=0
  [ ! -e "$cluster/slow-starts" ] || read -r slow_starts < "$cluster/slow-starts"
  if [ "$slow_starts" -gt 0 ]; then
    put "$cluster/slow-starts" $((slow_starts - 1))
    printf '%s\n' 'Failure: command execution error:' \
      "job $id failed to start: GenericError \"[start:job-$id,pid=$$] Getting the lockfile of the client: user error (Timeout in reading a response)\"" > "$jobs/$id/result"
    put "$jobs/$id/status" error
  fi
  unlock
  setsid "$bin/ganeti-job" "$id" < /dev/null > /dev/null 2>&1 &
  exec 7>&-
}

wait_for() {
  { flock 6; } 6>> "$jobs/$1/lock"
}
