#!/bin/sh
# SigmaHQ's rules for AWS over events that were made to meet and to miss them, over a real attack
# simulation, and over the same six events in every shape that exports have: each expected eventID,
# no more and no less. Expectations are in ../shared/conformance/sigma, when it is there.
set -u
suite=../shared/conformance/sigma
[ -d $suite ] || { echo "skipped: $suite is not there"; exit 77; }
work=build/test/sigma
rm -rf $work && mkdir -p $work
status=0
# "rule eventID" of the expectations: {"file": {"hits": [...], "id": ...}, ...}, one value per line
expected() {
    awk '/"hits": / { inside = 1; n = 0; if (/\]/) inside = 0; next }
        inside && /\]/ { inside = 0; next }
        inside { gsub(/[", ]/, ""); hits[n++] = $0; next }
        /"id": / { gsub(/[", ]/, ""); sub(/^id:/, ""); for (i = 0; i < n; i++) print $0, hits[i]; n = 0 }' \
        "$1" | sort
}
found() {
    "$MERLON" hunt --no-builtin --rules $suite/rules --format jsonl "$@" >$work/hits || return 1
    sed 's/.*"rule":"\([^"]*\)".*"event":"\([^"]*\)".*/\1 \2/' $work/hits | sort
}
check() {
    name=$1
    shift
    expected $suite/expected.$name.json >$work/$name.expected
    found "$@" >$work/$name.found || { echo "$name: merlon hunt failed"; status=1; }
    wc -l <$work/$name.expected | sed "s/ *\(.*\)/$name: \1 hits expected/"
    [ -s $work/$name.expected ] || { echo "$name: no expectations were read"; status=1; }
    diff $work/$name.expected $work/$name.found || status=1
}
check events $suite/events.jsonl
check invictus ../shared/data/cloudtrail/invictus/CloudTrail
# Each export must give the hits of the plainest one.
found $suite/shapes/records.json >$work/shape.expected
[ "$(wc -l <$work/shape.expected)" -eq 6 ] || { echo "records.json: not 6 hits"; status=1; }
for shape in $suite/shapes/*; do
    found "$shape" >$work/shape.found || { echo "$shape: merlon hunt failed"; status=1; }
    cmp -s $work/shape.expected $work/shape.found || { echo "$shape: other hits"; status=1; }
done
exit $status
