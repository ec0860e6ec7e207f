# node_rows FIELDS: a row for each node, with what is asked for.
node_known=name,role,offline,drained,dtotal,dfree,mtotal,mnode,mfree,pinst_cnt,sinst_cnt,pinst_list,sinst_list
node_rows() {
  total=24576
  case $1 in *inst_*) find_places ;; esac
  for folder in "$farm"/*/state; do
    # A guest has no volume group.
    [ -e "$folder/lvm/all" ] || continue
    node=${folder%/state}
    node=${node##*/}.farm
    case $node in "${host##*/}.farm") role=M ;; *) role=C ;; esac
    [ ! -e "$cluster/nodes/$node" ] || read -r role < "$cluster/nodes/$node"
    offline=N drained=N
    case $role in
      O) offline=Y ;;
      D) drained=Y ;;
    esac
    case $1 in *inst_*)
      instances_of "$node" "$primaries"
      primary_count=$count primary_list=$list
      instances_of "$node" "$mirrors"
      ;;
    esac
    sizes_of_node
    row name "$node" role $role offline $offline drained $drained mtotal\# "$memory_total" mnode\# "$memory_own" mfree\# "$memory_free" \
      dtotal\# "$disk_total" dfree\# "$disk_free" pinst_cnt "${primary_count-}" sinst_cnt "${count-}" pinst_list "${primary_list-}" sinst_list "${list-}"
  done
}

# Sets primaries and mirrors: a word NODE=NAME for each instance.
find_places() {
  primaries= mirrors=
  for file in "$instances"/*; do
    read_instance "${file##*/}" || continue
    primaries="$primaries $node=${file##*/}"
    [ -z "$secondary" ] || mirrors="$mirrors $secondary=${file##*/}"
  done
}
# instances_of NODE WORDS: sets count and list.
instances_of() {
  count=0 list=
  for word in $2; do
    [ "${word%%=*}" = "$1" ] || continue
    count=$((count + 1))
    list=$list${list:+,}${word#*=}
  done
}

# Of the node in folder. Nobody asks one that is offline.
sizes_of_node() {
  if [ "$role" = O ]; then
    memory_total='*' memory_own='*' memory_free='*' disk_total='*' disk_free='*'
    return
  fi
  used=384
  for running in "$folder/running/"*; do
    [ -e "$running" ] || continue
    read -r balloon _ < "$running"
    used=$((used + balloon))
  done
  read -r extent extents < "$folder/lvm/all"
  disk_total=$((extent / 1048576 * extents)) taken=0
  for volume in "$folder/lvm/all.d/"*; do
    [ -e "$volume" ] || continue
    read -r _ size _ < "$volume"
    taken=$((taken + size * (extent / 1048576)))
  done
  memory_total=$total memory_own=384 memory_free=$((total - used)) disk_free=$((disk_total - taken))
}
