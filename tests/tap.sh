# tap.sh -- for scripts in tests/cli, tests/golden, tests/fault: run, compare, say.
# Sourced.  The script runs in an empty folder; $YINGXUE is the program.
tap_n=0
ok() { tap_n=$((tap_n + 1)); echo "ok $tap_n - $1"; }
not_ok() { tap_n=$((tap_n + 1)); echo "not ok $tap_n - $1"; }
# check NAME COMMAND...: ok when the command succeeds.
check() { local name=$1; shift; if "$@" >tap.out 2>&1; then ok "$name"; else not_ok "$name"; sed 's/^/# /' tap.out | head -n 20; fi; }
# status NAME WANTED COMMAND...: ok when the command ends with that status; its output stays in out and err.
status() {
    local name=$1 want=$2 got=0; shift 2
    "$@" >out 2>err || got=$?
    if [ "$got" -eq "$want" ]; then ok "$name"; else not_ok "$name: status $got, not $want"; sed 's/^/# /' err | head -n 20; fi
}
# exact NAME FILE EXPECTED: FILE is byte for byte the expected one (a path below tests/); --accept writes it.
exact() {
    local want=$YX_ROOT/tests/$3
    if [ -n "${YX_ACCEPT:-}" ]; then mkdir -p "$(dirname "$want")"; cp "$2" "$want"; fi
    if cmp -s "$2" "$want"; then ok "$1"; else not_ok "$1"; diff -u "$want" "$2" 2>&1 | head -n 30 | sed 's/^/# /'; fi
}
# has NAME FILE TEXT / has_not NAME FILE TEXT
has() { if grep -qF -- "$3" "$2"; then ok "$1"; else not_ok "$1: no “$3”"; head -n 10 "$2" | sed 's/^/# /'; fi; }
has_not() { if grep -qF -- "$3" "$2"; then not_ok "$1: there is “$3”"; else ok "$1"; fi; }
plan() { echo "1..$tap_n"; }
