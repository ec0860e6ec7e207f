import type { ContractCase } from '../host-tools.ts';

const fields = 'lv_name,lv_uuid,lv_path,lv_size,lv_attr,origin,data_percent,lv_tags';
const lvs = `lvs --reportformat json --units b --nosuffix -o ${fields} --`;
/** The volume of a running instance. */
const busy = "$(lvs --noheadings -o lv_name,lv_attr all | awk '$2 ~ /^-wi-ao/ { print $1 }')";
/** What copies a piece of one volume to another. */
const copyPiece = (from: string, to: string) =>
  `dd bs=1M iflag=skip_bytes,count_bytes oflag=seek_bytes conv=nocreat,notrunc if="$ROOT/dev/all/${from}" of="$ROOT/dev/all/${to}"`;

export const lvm: readonly ContractCase[] = [
  {
    name: 'a volume is made once, with its tags, and shown as JSON',
    lines: [
      'lvcreate --yes --extents 3 --name c-src --addtag farmhand --addtag farmhand.name.c-src -- all',
      'lvcreate --yes --extents 3 --name c-src -- all',
      `${lvs} all/c-src`,
      'lvs --noheadings -o lv_attr,data_percent -- all/c-src',
      'lvremove --yes -- all/c-src',
      'lvremove --yes -- all/c-src',
    ],
  },
  {
    name: 'sizes are rounded up to extents, and shown in the units asked for',
    lines: [
      'lvcreate --yes --size 5M --name c-five -- all',
      'lvs --noheadings --units b -o lv_size all/c-five',
      'lvs --noheadings --units s --nosuffix -o lv_size all/c-five',
      'lvs --noheadings --units g -o lv_size all/c-five',
      'lvs --units m --separator : -o lv_name,lv_size,lv_attr all/c-five',
      'lvremove --yes -- all/c-five',
    ],
  },
  {
    name: 'what a volume group has no room for is refused, and so is a name that will not do',
    lines: [
      'lvcreate --yes --extents 999999 --name c-big -- all 2>&1 | sed "s/([0-9]* extents)/(FREE extents)/"',
      'lvcreate --yes --extents 1 --name "c bad" -- all',
      'lvcreate --yes --extents 1 --name snapshot1 -- all',
      'lvcreate --yes --extents 0 --name c-none -- all',
      'lvcreate --yes --size 4Q --name c-none -- all',
      'lvcreate --yes --extents 1 --name c-none -- nope',
      'lvcreate --name c-none all',
      'lvcreate --foo',
    ],
  },
  {
    name: 'a snapshot gets no more copy-on-write space than its origin can use, and marks its origin',
    lines: [
      'lvcreate --yes --extents 3 --name c-src -- all',
      'lvcreate --yes --snapshot --size 1073741824b --name c-tmp --addtag farmhand -- all/c-src',
      'lvcreate --yes --snapshot --size 4M --name c-tmp2 -- all/c-tmp',
      'lvcreate --yes --snapshot --size 4M --name c-tmp2 -- all/c-nope',
      `${lvs} all/c-src`,
      `${lvs} all/c-tmp`,
      'lvs --noheadings -o lv_attr,data_percent -- all/c-tmp',
      'lvs all/c-src all/c-tmp',
      'lvremove --yes -- all/c-src',
    ],
  },
  {
    name: 'a volume that returns errors takes no room, is virtual until there is a snapshot of it, and that goes with it',
    lines: [
      'vgs --noheadings -o vg_free_count all > /tmp/c-free',
      'lvcreate --yes --type error --extents 3 --name c-held --addtag farmhand --addtag farmhand.placeholder -- all',
      'lvcreate --yes --type error --extents 3 --name c-held -- all',
      `${lvs} all/c-held`,
      'lvs --noheadings -o lv_attr,devices all/c-held | tr -d " "',
      'vgs --noheadings -o vg_free_count all | cmp - /tmp/c-free; rm /tmp/c-free',
      'head -c 1 "$ROOT/dev/all/c-held" 2>/dev/null',
      'lvcreate --yes --snapshot --size 4m --name c-shot --addtag farmhand -- all/c-held',
      'lvs --noheadings -o lv_name,lv_attr,lv_size,origin all/c-held | tr -s " " | sed "s/ $//"',
      'lvs --noheadings -o lv_name,lv_attr,lv_size,origin all/c-shot',
      'lvrename -- all c-held c-disk',
      'lvs --noheadings -o lv_name,origin all/c-shot',
      'head -c 1 "$ROOT/dev/all/c-disk" 2>/dev/null',
      'lvremove --yes --select "lv_uuid=$(lvs --noheadings -o lv_uuid all/c-disk | tr -d " ")" -- all/c-disk',
      'lvs --noheadings -o lv_name all/c-shot',
    ],
  },
  {
    name: 'a snapshot keeps the moment it was taken',
    lines: [
      'lvcreate --yes --extents 3 --name c-src -- all',
      'printf before | dd of="$ROOT/dev/all/c-src" conv=notrunc status=none && sync',
      'lvcreate --yes --snapshot --extents 3 --name c-tmp -- all/c-src',
      'printf behind | dd of="$ROOT/dev/all/c-src" conv=notrunc status=none && sync',
      'head -c 6 "$ROOT/dev/all/c-tmp"',
      'lvremove --yes -- all/c-tmp',
      'head -c 6 "$ROOT/dev/all/c-src"',
      'lvremove --yes -- all/c-src',
    ],
  },
  {
    name: 'a piece of a volume is copied to another, and a piece is zeroed, each in bytes',
    lines: [
      'lvcreate --yes --extents 1 --name c-one -- all',
      'lvcreate --yes --extents 1 --name c-two -- all',
      'yes | head -c 4194304 | dd of="$ROOT/dev/all/c-one" bs=1M iflag=fullblock conv=notrunc status=none',
      `${copyPiece('c-one', 'c-two')} skip=1536 seek=1536 count=1050624 2>&1 | cut -d , -f 1`,
      'cmp -n 1050624 -i 1536 "$ROOT/dev/all/c-one" "$ROOT/dev/all/c-two"',
      `${copyPiece('c-one', 'c-two')} skip=4194304 seek=4194304 count=1 2>&1 | cut -d , -f 1`,
      `${copyPiece('c-one', 'c-none')} skip=0 seek=0 count=512 2>/dev/null`,
      'ls "$ROOT/dev/all/c-none" 2>/dev/null',
      'blkdiscard -f -z -o 4096 -l 1048576 -- "$ROOT/dev/all/c-one"',
      'head -c 1052672 "$ROOT/dev/all/c-one" | tr -d "\\0" | wc -c',
      'tail -c +1052673 "$ROOT/dev/all/c-one" | tr -d "\\0" | wc -c',
      'blkdiscard -f -z -o 100 -l 512 -- "$ROOT/dev/all/c-one" 2>/dev/null',
      'blkdiscard -f -z -o 4195328 -l 512 -- "$ROOT/dev/all/c-one" 2>/dev/null',
      'blkdiscard -f -z -o 0 -l 512 -- "$ROOT/dev/all/c-none" 2>/dev/null',
      'lvremove --yes -- all/c-one && lvremove --yes -- all/c-two',
    ],
  },
  {
    name: 'a volume is removed only under the uuid it was selected by, and not without a yes',
    lines: [
      'lvcreate --yes --extents 1 --name c-one -- all',
      'lvremove --yes --select lv_uuid=wrong -- all/c-one',
      'lvremove -- all/c-one < /dev/null',
      'lvremove --yes --select "lv_uuid=$(lvs --noheadings -o lv_uuid all/c-one | tr -d " ")" -- all/c-one',
      `${lvs} all/c-one`,
      'lvremove',
    ],
  },
  {
    name: 'a volume that is in use is not removed',
    lines: [`lvremove --yes -- all/${busy}`, `lvs --noheadings -o lv_attr all/${busy}`],
  },
  {
    name: 'tags come, go and stay when a volume is renamed',
    lines: [
      'lvcreate --yes --extents 1 --name c-one --addtag farmhand -- all',
      'lvchange --addtag farmhand.name.c-one -- all/c-one',
      'lvchange --addtag farmhand.name.c-one -- all/c-one',
      'lvchange --addtag "a b" -- all/c-one',
      'lvrename -- all c-one c-two',
      'lvs --noheadings -o lv_name,lv_tags all/c-two',
      'lvchange --deltag farmhand -- all/c-two',
      'lvs --noheadings -o lv_name,lv_tags all/c-two',
      'lvchange --addtag x -- all/c-one',
      'lvrename -- all c-one c-three',
      'lvcreate --yes --extents 1 --name c-one -- all',
      'lvrename -- all c-one c-two',
      'lvremove --yes -- all/c-one && lvremove --yes -- all/c-two',
    ],
  },
  {
    name: 'what is not there is said, in the report too',
    lines: [
      `${lvs} all/c-nope`,
      `${lvs} nope`,
      'vgs --reportformat json -o vg_name -- nope',
      'lvs --noheadings -o nonsense all > /dev/null 2> /tmp/c-error; echo $?; tail -n 1 /tmp/c-error; rm /tmp/c-error',
      'lvs --foo all',
    ],
  },
  {
    name: 'a volume group shows its extents',
    lines: [
      'vgs --reportformat json --units b --nosuffix -o vg_name,vg_extent_size -- all',
      'vgs --reportformat json -o vg_extent_count,vg_free_count -- all | sed "s/[0-9][0-9]*/N/g"',
      'vgs --noheadings -o vg_name,vg_attr,pv_count all',
    ],
  },
];
