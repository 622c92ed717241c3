import { sh } from './shell-text.ts';

/**
 * The part of the remote script that tells where a path leads and who could have changed it: agent/host/place.ts in
 * POSIX sh. A test holds the verdicts of both against each other, word by word.
 *
 * Only `ls -ldni` is asked, which POSIX has and every BusyBox too, and only for what exists: whether it does, and
 * whether it is a link, the shell tells by itself. Folders that the path before went through are remembered by depth.
 * `[ -e ]` follows links, so that `[ -L ]` always comes first: a link to a dead server would hold the scan.
 */
export const walkScript = sh`
# Asks what an entry is, without following it. 0 there, 1 not there, 2 refused: then $why has the words of ls.
entry() {
  if ! [ -L "$1" ] && ! [ -e "$1" ]; then [ "$me" = 0 ] && return 1; fi
  if ! told=$(ls -ldni "$1" 2>&1); then why=$told; return 2; fi
  fields $told
}
fields() { ino=$1 mode=$2 uid=$4 gid=$5 size=$6; }

# Who besides root, or besides the user of a home, may change $at; the first doubt on the way counts.
judge() {
  doubt=
  if [ "$uid" != 0 ]; then doubt="$at belongs to user $uid"
  else
    case $mode in
      l* | d????????[tT]*) ;;
      ????????w*) doubt="$at may be written by everybody" ;;
      ?????w*) case " $groups " in *" $gid "*) ;; *) doubt="$at may be written by group $gid" ;; esac ;;
    esac
  fi
  own=$doubt
  if [ "$home" != 0 ]; then
    own=
    case $mode in
      l*) own="$at is a symbolic link in the home of user $home" ;;
      *) [ "$uid" = "$home" ] || own="$at belongs to user $uid, the home to user $home" ;;
    esac
  elif [ "$uid" != 0 ]; then
    case $mode in l*) ;; *) own= home=$uid ;; esac
  fi
  roots=\${roots:-$doubt} owners=\${owners:-$own}
}

top() { real= home=0 at=/; fields $slash; judge; }

# Goes one component on from the folder $real, through links. 0 there, 1 not there, 2 refused by the system, 3 refused by us, 4 a ring of links.
along() {
  todo=$1
  while [ -n "$todo" ]; do
    part=\${todo%%/*}
    case $todo in */*) todo=\${todo#*/} ;; *) todo= ;; esac
    [ -n "$part" ] || continue
    at=$real/$part
    case $closed in *"$nl$at$nl"*) why="$at"; return 3 ;; esac
    entry "$at" || return
    judge
    case $mode in
      l*)
        hops=$((hops + 1))
        [ "$hops" -le 40 ] || { why=$at; return 4; }
        [ -z "$roots" ] || trap=\${trap:-$at is a symbolic link that root did not make}
        point "$at"
        case $pointed in /*) plain "$pointed" ;; *) plain "$real/$pointed" ;; esac
        todo=$plain\${todo:+/$todo}
        top
        ;;
      *) real=$at ;;
    esac
  done
}

# Where a link points; a name that ends in line feeds loses them, and then leads nowhere.
point() {
  case $readlink in
    yes) pointed=$(readlink "$1" 2>/dev/null) ;;
    *) pointed=\${told#*"$1 -> "} ;;
  esac
}

# A path without empty components, dots and dot-dots, which are undone by name alone.
plain() {
  left=$1 plain=
  while [ -n "$left" ]; do
    part=\${left%%/*}
    case $left in */*) left=\${left#*/} ;; *) left= ;; esac
    case $part in '' | .) ;; ..) plain=\${plain%/*} ;; *) plain=$plain/$part ;; esac
  done
  plain=\${plain#/}
}

# Goes to a folder. Its way is remembered by depth, until a path takes another.
folder() {
  depth=0 asked= left=\${1#/} hops=0
  while [ -n "$left" ] && [ "$depth" -lt "$known" ]; do
    eval "same=\$k$((depth + 1))"
    [ "$same" = "$asked/\${left%%/*}" ] || break
    depth=$((depth + 1)) asked=$same
    case $left in */*) left=\${left#*/} ;; *) left= ;; esac
  done
  known=$depth
  if [ "$depth" = 0 ]; then roots= owners= trap=; top
  else eval "real=\$r$depth home=\$h$depth roots=\$t$depth owners=\$o$depth trap=\$x$depth"
  fi
  while [ -n "$left" ]; do
    step=\${left%%/*}
    case $left in */*) left=\${left#*/} ;; *) left= ;; esac
    behind=$left
    along "$step" || return
    left=$behind asked=$asked/$step depth=$((depth + 1)) known=$depth
    eval "k$depth=\$asked r$depth=\$real h$depth=\$home t$depth=\$roots o$depth=\$owners x$depth=\$trap"
  done
}

# Goes to an entry of a folder: $real, $mode and the doubts are those of what it leads to.
walk() { folder "\${1%/*}" || return; along "\${1##*/}"; }
`;
