#!/bin/sh
# Times `merlon paths` and the picture on a generated plan with more than 3,000 elements: reading it, drawing the
# model of it and searching all paths and escalations within 1 s; the picture within 2 s.
set -eu
cd "$(dirname "$0")/.."
: "${MERLON:=build/merlon}"
generator=../shared/bench/genplan.py
if [ ! -f $generator ] || ! command -v python3 >/dev/null; then
    echo "bench/30-paths: skipped: it needs $generator and python3"
    exit 0
fi
mkdir -p build/bench
plan=build/bench/plan-10000.json
[ -f "$plan" ] || python3 $generator 10000 --seed 1 --out "$plan"
# $@: a command. Prints the milliseconds of the best of three runs.
best() {
    for run in 1 2 3; do
        start=$(date +%s%N)
        "$@" >build/bench/output 2>&1
        echo $((($(date +%s%N) - start) / 1000000))
    done | sort -n | head -n 1
}
paths=$(best "$MERLON" paths -f json "$plan")
found=$(grep -c '"administrator"\|^      "to":' build/bench/output || true)
picture=none
command -v dot >/dev/null && picture=$(best "$MERLON" model -f svg "$plan")
elements=$("$MERLON" model -f json "$plan" | awk '/^    "elements": / { inside = 1 } /^    "flows": / { inside = 0 }
    inside && /^        "id": / { n++ } END { print n }')
echo "$elements elements: paths in $paths ms (limit 1000), $found ends; picture in $picture ms (limit 2000)"
if [ "$elements" -lt 3000 ] || [ "$paths" -gt 1000 ] || { [ "$picture" != none ] && [ "$picture" -gt 2000 ]; }; then
    echo "bench/30-paths: FAILED"
    exit 1
fi
