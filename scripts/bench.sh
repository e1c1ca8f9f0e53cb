#!/bin/sh
# Measure what benchmarks/ can on this machine: the guard's caps always, the engines where the sets are.
#
#   DATA=../shared/data SCORERS=../shared/scorers scripts/bench.sh
set -eu
cd "$(dirname "$0")/.."

data=${DATA:-../shared/data}
scorers=${SCORERS:-../shared/scorers}
out=var/bench
mkdir -p "$out"

adapter() { printf '\n== %s\n' "$1"; .venv/bin/python -m "benchmarks.$1" "$2" "$out/$1.jsonl"; }
score() { PYTHONDONTWRITEBYTECODE=1 .venv/bin/python "$scorers/score_$1.py" "$2" "$out/$1.jsonl"; }

printf '== fetch_caps\n'
.venv/bin/python -m benchmarks.fetch_caps

if [ ! -d "$data" ] || [ ! -d "$scorers" ]; then
    printf '\nThe sets or their scorers are not at %s and %s: name them in DATA and SCORERS.\n' "$data" "$scorers"
    exit 0
fi

for name in extract:extraction gate:gate history:history; do
    adapter "${name%:*}" "$data/${name#*:}"
    score "${name%:*}" "$data/${name#*:}"
done

.venv/bin/python "$scorers/make_pairs.py" "$data/history" "$out/pairs.jsonl"
adapter diff "$out/pairs.jsonl"
score diff "$out/pairs.jsonl"
