#!/bin/sh
# Hunts on 1 GB of CloudTrail (../shared/bench/gen_cloudtrail.py, seeded) against libdeflate alone and
# DuckDB in the same run, medians, raw MB/s. Limits: with SigmaHQ's 57 rules 60 % of
# libdeflate's speed on one thread and 55 % on two, 6 times DuckDB, under 100 MB; 3,872 small files
# no slower per byte with two threads than with one.
set -eu
cd "$(dirname "$0")/.."
: "${MERLON:=build/merlon}"
: "${RUNS:=5}"
generator=../shared/bench/gen_cloudtrail.py
rules=../shared/conformance/sigma/rules
if [ ! -f $generator ] || ! command -v python3 >/dev/null; then
    echo "bench/40-hunt: skipped: it needs $generator and python3"
    exit 0
fi
work=build/bench/hunt
mkdir -p $work
[ -f $work/logs/manifest.tsv ] || python3 $generator $work/logs 1000000000 7 >/dev/null
find $work/logs -name '*.json.gz' | sort >$work/list
# many small files: the first events of each file, 1.5 kB packed
if [ ! -d $work/small ]; then
    mkdir $work/small.new
    python3 - $work/list $work/small.new <<'PYTHON'
import gzip, json, sys
records = []
for path in open(sys.argv[1]):
    records += json.load(gzip.open(path.strip()))['Records'][:20]
    if len(records) >= 3872 * 5:
        break
for i in range(3872):
    part = records[i * 5 % len(records):][:5]
    with gzip.GzipFile(f'{sys.argv[2]}/{i:04d}.json.gz', 'wb', mtime=0) as out:
        out.write(json.dumps({'Records': part}, separators=(',', ':')).encode())
PYTHON
    mv $work/small.new $work/small
fi
cc -O2 -std=c17 -D_GNU_SOURCE -pthread bench/libdeflate_alone.c -o $work/alone -ldeflate
bytes=$($work/alone 1 <$work/list | cut -d ' ' -f 1)
small_bytes=$(find $work/small -name '*.gz' | $work/alone 1 | cut -d ' ' -f 1)
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
seconds() {
    begin=$(date +%s.%N)
    "$@" >/dev/null 2>$work/stderr
    date +%s.%N | awk -v begin="$begin" '{ printf "%.4f\n", $1 - begin }'
}
alone() { $work/alone "$1" <$work/list | cut -d ' ' -f 2; }
hunt() { seconds "$MERLON" hunt --no-builtin --rules $rules --threads "$1" -f jsonl "$2"; }
own() { seconds "$MERLON" hunt --rules $rules --threads "$1" -f jsonl $work/logs/AWSLogs; }
duckdb() {
    NODE_PATH=$PWD/build/node/node_modules node ../shared/bench/duckdb_peer.js $work/logs/AWSLogs "$1" |
        sed 's/.*"seconds":\([0-9.]*\).*/\1/'
}
logs=$work/logs/AWSLogs
memory=$(/usr/bin/env python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)' \
    "$MERLON" hunt --rules $rules --threads 2 -f jsonl $logs)
# One after the other in each round, so that a machine that gets slower does so for all.
for threads in 1 2; do
    rm -f $work/seconds.*
    for round in $(seq "$RUNS"); do
        alone "$threads" >>$work/seconds.alone
        hunt "$threads" $logs >>$work/seconds.hunt
        own "$threads" >>$work/seconds.own
        hunt "$threads" $work/small >>$work/seconds.small
    done
    duck_s=0
    if [ -d build/node/node_modules/@duckdb/node-api ]; then duck_s=$(duckdb "$threads"); fi
    echo "$threads $(median <$work/seconds.alone) $(median <$work/seconds.hunt)" \
        "$(median <$work/seconds.own) $(median <$work/seconds.small) $duck_s"
done >$work/times
awk -v bytes="$bytes" -v small="$small_bytes" -v memory="$memory" '{
    threads = $1
    printf "%d thread%s: libdeflate alone %.0f MB/s, merlon with 57 rules %.0f (%.0f %%), with its own too %.0f",
        threads, (threads > 1 ? "s" : ""), bytes / $2 / 1e6, bytes / $3 / 1e6, 100 * $2 / $3, bytes / $4 / 1e6
    if ($6 > 0) printf ", DuckDB %.0f (%.1f times)", bytes / $6 / 1e6, $6 / $3
    printf "; 3,872 small files %.0f\n", small / $5 / 1e6
    if ($2 / $3 < (threads == 1 ? 0.60 : 0.55)) failed = failed " speed on " threads
    if ($6 > 0 && $6 / $3 < 6) failed = failed " DuckDB on " threads
    small_s[threads] = $5
} END {
    printf "at most %d MB of memory\n", memory
    if (memory >= 100) failed = failed " memory"
    if (small_s[2] > small_s[1]) failed = failed " small files"
    if (failed != "") { print "bench/40-hunt: FAILED:" failed; exit 1 }
}' $work/times
