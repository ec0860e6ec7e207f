# node_rows: a row for each node.
node_known=name,role,dtotal,dfree,mtotal,mnode,mfree,pinst_cnt,sinst_cnt
node_rows() {
  total=24576
  for folder in "$farm"/*/state; do
    # A guest has no volume group.
    [ -e "$folder/lvm/all" ] || continue
    node=${folder%/state}
    node=${node##*/}.farm
    used=384 count=0
    for running in "$folder/running/"*; do
      [ -e "$running" ] || continue
      read -r balloon _ < "$running"
      used=$((used + balloon))
      count=$((count + 1))
    done
    read -r extent extents < "$folder/lvm/all"
    disk=$((extent / 1048576 * extents)) taken=0
    for volume in "$folder/lvm/all.d/"*; do
      [ -e "$volume" ] || continue
      read -r _ size _ < "$volume"
      taken=$((taken + size * (extent / 1048576)))
    done
    case $node in "${host##*/}.farm") role=M ;; *) role=R ;; esac
    [ ! -e "$cluster/nodes/$node" ] || read -r role < "$cluster/nodes/$node"
    row name "$node" role $role mtotal\# $total mnode\# 384 mfree\# $((total - used)) dtotal\# $disk dfree\# $((disk - taken)) \
      pinst_cnt $count sinst_cnt 0
  done
}
