#!/bin/sh
# Times `merlon model` on generated plans of 10,000 and 50,000 resources: the first within 0.6 s and
# 300 MB, the second at most linearly more. The plans come from ../shared/bench/genplan.py (seeded).
set -eu
cd "$(dirname "$0")/.."
: "${MERLON:=build/merlon}"
generator=../shared/bench/genplan.py
if [ ! -f $generator ] || ! command -v python3 >/dev/null; then
    echo "bench/10-model: skipped: it needs $generator and python3"
    exit 0
fi
mkdir -p build/bench
# $1: resources. Prints the stages of the best of five runs and leaves its total in build/bench/total.
measure() {
    plan=build/bench/plan-$1.json
    [ -f "$plan" ] || python3 $generator "$1" --seed 1 --out "$plan"
    best=
    for run in 1 2 3 4 5; do
        "$MERLON" model --timings -f json "$plan" >build/bench/report.json 2>build/bench/timings
        total=$(awk '$1 == "total" { print $2 }' build/bench/timings)
        if [ -z "$best" ] || [ "$(echo "$total $best" | awk '{ print ($1 < $2) }')" = 1 ]; then
            best=$total
            cp build/bench/timings build/bench/best
        fi
    done
    echo "$1 resources, $(wc -c <"$plan" | awk '{ printf "%.1f MB", $1 / 1e6 }'), best of 5 runs:"
    sed 's/^/    /' build/bench/best
    rules=$("$MERLON" rules | wc -l)
    awk -v rules="$rules" -v resources="$1" '$1 == "rules" {
        printf "    %d rules: %.0f ns per rule and resource\n", rules, $2 * 1e6 / rules / resources }' build/bench/best
    echo "$best" >build/bench/total
}
measure 10000
small=$(cat build/bench/total)
memory=$(awk '$1 == "total" { print $(NF - 1) }' build/bench/best)
measure 50000
large=$(cat build/bench/total)
echo "$small $large $memory" | awk '{
    printf "10,000 resources: %.0f ms (limit 600), %d MB (limit 300); 50,000: %.1f times that\n", $1, $3, $2 / $1
    if ($1 > 600 || $3 > 300 || $2 / $1 > 7) { print "bench/10-model: FAILED"; exit 1 }
}'
