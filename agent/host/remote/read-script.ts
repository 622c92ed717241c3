import { sh } from './shell-text.ts';

/**
 * The part of the remote script that answers sources. All that it says is records: a line feed, the boundary, a word and
 * its arguments, a line feed, then bytes of the machine up to the next boundary (records.ts reads them). The boundary is
 * random, new for each connection and never an argument of a program, so that no file and no process of the machine knows it.
 *
 * Bytes go out as they are: a channel of SSH without a terminal changes none, so nothing has to be encoded.
 */
export const readScript = sh`
mark() { echo; echo "$boundary $*"; }
says() { mark "$1"; printf %s "$2"; }
ask() { request=$1; mark ask "$1"; }
# A record is whole when the next one begins, so that the last needs one behind it.
over() { mark over; mark; mark over >&2; mark >&2; }

# What walk or folder refused.
refuse() {
  case $1 in
    1) mark absent ;;
    2) says error "$why" ;;
    3) says closed "$why" ;;
    4) says ring "$why" ;;
  esac
}

# The bytes of a file up to a limit, and how reading it ended.
pour() {
  mark data
  failed=$(first "$1" "$2" 2>&1 >&4)
  says "end $?" "$failed"
}

# procfs and sysfs are the kernel's own word, links inside them too. Whether something is mounted over them, we tell afterwards.
kernels() {
  if [ -e "$1" ]; then
    [ -f "$1" ] || { says denied "$1 is not a regular file"; return; }
  elif [ "$me" = 0 ]; then mark absent; return
  fi
  pour "$1" "$limit"
}

# A file on disk, if whoever has to vouch for it is the only one who could have written it.
file() {
  case $1 in /proc/* | /sys/*) kernels "$1"; return ;; esac
  walk "$1"; state=$?
  [ "$state" = 0 ] || { refuse "$state"; return; }
  doubt=$roots
  case $trust in user) doubt=$owners ;; kernel) says denied "$1 is not in procfs or sysfs"; return ;; esac
  [ -z "$doubt" ] || { says denied "$doubt"; return; }
  case $mode in -*) ;; *) says denied "$1 is not a regular file"; return ;; esac
  [ "$size" -lt "$limit" ] || { says large "$size"; return; }
  if [ -z "$roots" ]; then pour "$real" "$limit"; return; fi
  # A user may put another file there meanwhile: what was opened has to be what was judged.
  { held; } 3<"$real" || says denied "$1 was replaced while it was read"
}
held() {
  judged="$ino $mode $uid"
  told=$(ls -ldniL "$descriptors/3" 2>/dev/null) || return
  fields $told
  [ "$judged" = "$ino $mode $uid" ] || return
  pour "$descriptors/3" "$limit"
}

# Calls "$verb" with every folder, as asked, and the names in it that a pattern fits; those folders are entered, not followed blindly.
spread() {
  while :; do
    case $2 in
      */*) set -- "$1" "\${2#*/}" "\${2%%/*}" ;;
      *) set -- "$1" '' "$2" ;;
    esac
    case $3 in *\**) break ;; esac
    [ -n "$2" ] || break
    set -- "$1/$3" "$2"
  done
  if [ "$verb $2" = 'each_text ' ]; then
    case $3 in *\**) ;; *) counted; says path "$1/$3"; file "$1/$3"; return ;; esac
  fi
  enter "$1" "$3" || return 0
  [ "$glob" = no ] || set +f
  IFS=
  if [ -z "$2" ]; then
    "$verb" "$1" $3
    return
  fi
  for name in $3; do
    set -f; IFS=$blank
    if [ -L "$1/$name" ] || [ -e "$1/$name" ]; then spread "$1/$name" "$2"; fi
  done
  set -f; IFS=$blank
}

# Goes into a folder whose names are wanted; where that is refused the list is not whole, or the one path is.
enter() {
  case $2 in *\**) glob=yes ;; *) glob=no ;; esac
  real=$1
  case $1/ in
    /proc/* | /sys/*) [ -d "$1" ] || [ "$me" != 0 ] || return ;;
    *)
      folder "$1"; state=$?
      [ "$state" != 1 ] || return
      [ "$state" = 0 ] || { barred "$1/$2"; refuse "$state"; return 1; }
      [ -z "$trap" ] || { barred "$1/$2"; says denied "$trap"; return 1; }
      [ -d "\${real:-/}" ] || return
      ;;
  esac
  if [ "$glob" = no ] || [ -r "\${real:-/}" ]; then cd "\${real:-/}" 2>/dev/null && return; fi
  # A process may have ended meanwhile.
  [ -d "\${real:-/}" ] || return
  barred "$1/$2"
  says error "$1: Permission denied"
  return 1
}
barred() { if [ "$glob" = yes ]; then mark gap; else says path "$1"; fi; }

# Every verb: the folder as asked, then names in the current folder. Paths beyond the limit are counted, not read.
begin() { set -f; IFS=$blank; }
there() {
  case $1 in . | ..) return 1 ;; esac
  [ -L "./$1" ] || [ -e "./$1" ]
}
counted() { count=$((count + 1)); [ "$count" -le "$most" ]; }

each_text() {
  begin; above=$1; shift
  for one do
    there "$one" || continue
    counted || continue
    says path "$above/$one"
    file "$above/$one"
  done
}

each_name() {
  begin; above=$1; shift
  for one do
    there "$one" || continue
    counted || continue
    if [ -L "./$one" ]; then
      case $above/ in
        /proc/* | /sys/*) if [ -d "./$one" ]; then says dir "$above/$one"; else says name "$above/$one"; fi ;;
        *)
          walk "$above/$one"; state=$?
          case $state:$trap:$mode in
            0::d*) says dir "$above/$one" ;;
            [01]:*) says name "$above/$one" ;;
            *) says path "$above/$one"; refuse "$state" ;;
          esac
          ;;
      esac
    elif [ -d "./$one" ]; then says dir "$above/$one"
    else says name "$above/$one"
    fi
  done
}

each_time() { begin; above=$1; shift; batches stamps "$@"; }
each_link() { begin; above=$1; shift; batches pointers "$@"; }

# Asks about up to a hundred names at once; a program for each would cost more than all else.
batches() {
  ask=$1; shift
  while [ $# -gt 0 ]; do
    list= size=0 number=0
    while [ "$number" -lt $# ] && [ "$size" -lt 100 ]; do
      number=$((number + 1))
      eval 'one=$'"{$number}"
      there "$one" || continue
      counted || continue
      size=$((size + 1)) list="$list "'"./$'"{$number}"'"' 
    done
    [ "$size" = 0 ] || eval "$ask $list"
    shift "$number"
  done
}
# The answer has a line for each name, or a name went away or has a line feed: then each is asked for itself.
stamps() {
  troubles=
  told=$(stamp "$@" 2>/dev/null)
  if aligned $#; then say "$told" "$@"
  else for one do told=$(stamp "$one" 2>&1) && say "$told" "$one" || { says path "$above/\${one#./}"; says error "$told"; }; done
  fi
}
pointers() {
  listing "$@"
  # By 2 ls says that a name went away, and then the lines of others could be taken for its own.
  if [ "$listed" -lt 2 ] && aligned $#; then say "$told" "$@"
  else for one do listing "$one"; say "$told" "$one"; done
  fi
}
# The shell takes line feeds from the end, which may be those of a name.
listing() {
  told=$(ls -ldn "$@" 2>/dev/null; echo "$?.")
  told=\${told%.}
  listed=\${told##*"$nl"}
  told=\${told%"$listed"}
  told=\${told%"$nl"} troubles=
  [ "$listed" = 0 ] || troubles=$(ls -ldn "$@" 2>&1 >/dev/null)
}
aligned() {
  case $told in *"$nl$nl"* | *"$nl") return 1 ;; esac
  wanted=$1; IFS=$nl
  set -- $told
  IFS=$blank
  [ $# -eq "$wanted" ]
}
say() {
  lines=$1; shift
  for one do says item "$above/\${one#./}"; done
  [ -z "$troubles" ] || says troubles "$troubles"
  says lines "$lines"
}

# The first of some programs that exists, if root alone could have written it.
program() {
  needed=$1; shift
  for one do
    walk "$one"; state=$?
    case $state in
      1) continue ;;
      0) ;;
      *) says path "$one"; refuse "$state"; return 1 ;;
    esac
    [ -z "$roots" ] || { says denied "$roots"; return 1; }
    case $mode in -*) ;; *) says denied "$one is not a regular file"; return 1 ;; esac
    if [ "$needed" = root ] && [ "$me" != 0 ]; then says 'needs-root' "$one"; return 1; fi
    chosen=$one
    return 0
  done
  mark absent
  return 1
}

# Runs it: seconds, bytes, then additions to its environment up to "--", then its arguments. Its errors stand on our standard error between marks.
run() {
  says chosen "$chosen"
  mark begin "$request" >&2
  mark data
  code=$({ { limited "$@"; echo "$code" >&3; } | cut "$2" >&4; } 3>&1)
  mark "end $code"
  mark done >&2
}
limited() {
  seconds=$1 left=$(($# - 2)); shift 2
  while [ "$left" -gt 0 ]; do
    if [ "$1" = -- ] && [ -n "$chosen" ]; then set -- "$@" "$chosen"; chosen=; else set -- "$@" "$1"; fi
    shift; left=$((left - 1))
  done
  $alone env -i "PATH=$clean" LC_ALL=C.UTF-8 TZ=UTC HOME=/nonexistent "$@" </dev/null 3>&- 4>&- &
  child=$!
  (
    exec >/dev/null 2>&1 3>&- 4>&-
    trap '[ "$!" = "$child" ] || kill "$!"; exit 0' TERM
    sleep "$seconds" &
    wait "$!"
    trap '' TERM
    kill -9 "-$child" || kill -9 "$child"
    exit 99
  ) &
  guard=$!
  wait "$child" 2>/dev/null
  code=$?
  kill "$guard" 2>/dev/null
  wait "$guard" 2>/dev/null
  [ $? != 99 ] || code=late
}

# Size and free space of the local file systems that were there at the start.
space() {
  says mounts "$mounted"
  IFS=$nl
  for one in $measured; do
    IFS=$blank
    says path "$one"
    says lines "$(df -kP "$one" 2>/dev/null)"
  done
  IFS=$blank
}
`;
