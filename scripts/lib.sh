# Shared by scripts/run, test and check: brings this clone into working order, and does nothing
# when it is. Sourced, after `root` was set and `cd "$root"` done.

say() { printf '%s\n' "voice-coach: $*" | between_words >&2; }

between_words() { # lines broken there, as wide as the terminal is
    wide=$(stty size <&2 2>/dev/null) || wide=''
    case ${wide#* } in
        '' | 0) cat ;;
        *) fold -s -w "${wide#* }" ;;
    esac
}

# A setting meant for another place must not move the packages out of .venv.
unset PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PYTHONHOME PYTHONPATH || true

coach=$root/.venv/bin/voice-coach

# --- what the system has to give ---------------------------------------------------------------

is_linux() { [ "$(uname -s)" = Linux ]; }

has_portaudio() {
    for library in /usr/lib/*/libportaudio.so.2 /usr/lib64/libportaudio.so.2 \
        /usr/lib/libportaudio.so.2 /usr/local/lib/libportaudio.so.2; do
        [ -e "$library" ] && return 0
    done
    PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -q 'libportaudio\.so\.2'
}

find_python() { # prints the first Python that is new enough
    for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

missing_packages() { # missing_packages run|test|check: Debian's names of what is not there
    [ -x .venv/bin/python ] || "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    is_linux || return 0
    has_portaudio || echo libportaudio2
    [ "$1" != run ] || return 0
    command -v pulseaudio >/dev/null || echo pulseaudio
    command -v pactl >/dev/null || echo pulseaudio-utils
    command -v aplay >/dev/null || echo alsa-utils
    command -v flite >/dev/null || command -v espeak-ng >/dev/null || echo flite
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }

at_terminal() { [ -t 0 ] && [ -t 2 ]; }

may_install() { # may_install PACKAGES: somebody at a terminal is asked for the password once
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null && return 0
    at_terminal || return 1
    say "this system lacks $1. Your password lets sudo install that (Ctrl-C: no)."
    trap : INT # what is answered by Ctrl-C is this question, not the whole start
    sudo -v && may=0 || may=1
    trap - INT
    return "$may"
}

by_hand() { # by_hand PACKAGES: what a person would type; not every Debian has sudo
    if command -v sudo >/dev/null; then echo "    sudo apt-get install $1"; else
        echo "    su - -c 'apt-get install $1'"
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=1 \
        -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=120 "$@" </dev/null
}

# Never takes a package away: pulseaudio and the audio packages of a PipeWire desktop exclude
# each other.
install_packages() {
    told=$( { apt update || true
        apt install --yes --no-install-recommends --no-remove "$@"; } 2>&1) && return 0
    printf '%s\n' "$told" | grep '^E:' >&2
    return 1
}

prepare_system() { # prepare_system run|test|check: goes on without what cannot be had
    missing=$(missing_packages "$1" | tr '\n' ' ')
    missing=${missing% }
    [ -n "$missing" ] || return 0
    tried=.venv/tried-$1
    if [ -f "$tried" ] && [ "$(cat "$tried")" = "$missing" ]; then
        return 0 # said and tried before; the list has not changed
    fi
    if may_install "$missing"; then
        say "installing what the system lacks: $missing"
        # shellcheck disable=SC2086  # a list of words
        if install_packages $missing; then return 0; fi
        say "that did not work; going on without."
    fi
    say "missing on this system: $missing. On Debian or Ubuntu this one command mends it:"
    by_hand "$missing" >&2
    not_had=$missing
    remember_not_had "$1"
}

remember_not_had() { # so that the next start neither waits for apt nor repeats itself
    [ -n "${not_had:-}" ] && [ -d .venv ] || return 0
    printf '%s' "$not_had" >".venv/tried-$1"
}

# --- .venv -------------------------------------------------------------------------------------

wanted_stamp() { # what .venv must have been made from
    { printf '%s\n' "$root"; cat pyproject.toml requirements/build.lock "requirements/$1.lock"; } | cksum
}

is_ready() {
    [ -x .venv/bin/python ] && [ -x "$coach" ] && [ -f ".venv/stamp-$1" ] &&
        [ "$(cat ".venv/stamp-$1")" = "$(wanted_stamp "$1")" ]
}

make_venv() {
    if [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; then return 0; fi
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv >/dev/null 2>&1 && return 0
    "$python" -m virtualenv --quiet --clear .venv 2>/dev/null && return 0
    say "without Python's venv module nothing can be installed. Install the above, then run this again."
    exit 1
}

from_lock() { # from_lock NAME: everything by hash; wheels only, but for two pure-Python libraries
    lock=requirements/$1.lock
    { .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
        --require-hashes --no-build-isolation --use-pep517 \
        --only-binary :all: --no-binary srt,docopt --requirement "$lock" 2>&1 || echo failed; } |
        shown "$(grep -c '==' "$lock")" && return 0
    say "the packages could not be installed: is there a network? Then run this again."
    exit 1
}

shown() { # shown COUNT <pip's lines: one line that changes, at a terminal, and its complaints
    clear='' begun=0
    ! [ -t 2 ] || clear=$(printf '\r\033[K')
    while IFS= read -r line; do
        case $line in
            Collecting*) begun=$((begun + 1)) word=${line#Collecting } now="$begun of $1: ${word%%[=<>; ]*}" ;;
            Installing*) now="putting them in place" ;;
            ERROR* | *rror:*) printf '%s%s\n' "$clear" "$line" >&2; continue ;;
            failed) printf '%s' "$clear" >&2; return 1 ;;
            *) continue ;;
        esac
        [ -z "$clear" ] || printf '%s  %s' "$clear" "$now" >&2
    done
    printf '%s' "$clear" >&2
}

install_coach() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-index \
        --no-deps --no-build-isolation --editable .
}

prepare() { # prepare run|test|check: afterwards .venv holds the coach and what this needs
    if is_ready "$1"; then
        prepare_system "$1"
        return 0
    fi
    python=$(find_python) || { say "Python 3.11 or newer is needed; none was found."; exit 1; }
    prepare_system "$1"
    make_venv
    remember_not_had "$1"
    rm -f .venv/stamp-*
    say "fetching the libraries in requirements/$1.lock (minutes, once)"
    from_lock build
    from_lock "$1"
    install_coach
    stamp "$1"
}

stamp() { # the larger lock files hold the smaller ones
    for name in run test check; do
        wanted_stamp "$name" >".venv/stamp-$name"
        [ "$name" != "$1" ] || break
    done
}
