# What lvs and vgs share: their options, and the report (lvmreport(7)). Sets fields, and the rest of the arguments in targets.
. "$bin/lib/lvm.sh"
. "$bin/lib/rows.sh"
units=r suffix=1 headings=1 separator=' ' json=0 targets=

report_options() {
  while [ $# -gt 0 ]; do
    case $1 in --*=*)
      argument=$1
      shift
      set -- "${argument%%=*}" "${argument#*=}" "$@"
      ;;
    esac
    case $1 in
      -o | --options)
        case $2 in +*) fields=$fields,${2#+} ;; *) fields=$2 ;; esac
        shift
        ;;
      --units)
        units=$2
        shift
        ;;
      --separator)
        separator=$2
        shift
        ;;
      --reportformat)
        [ "$2" != json ] || json=1
        shift
        ;;
      --config) shift ;;
      --nosuffix) suffix=0 ;;
      --noheadings) headings=0 ;;
      --unbuffered | --readonly | -q | --quiet) ;;
      --) ;;
      -*) parse_error "$1" ;;
      *) targets="$targets $1" ;;
    esac
    shift
  done
}

# report KIND: prints the rows; fails where a field is not among the known ones.
report() {
  awk -v kind="$1" -v known=",$known," -v fields="$fields" -v units="$units" -v suffix="$suffix" -v headings="$headings" \
    -v separator="$separator" -v json="$json" -f "$bin/lib/report.awk" << END
$rows
END
}
