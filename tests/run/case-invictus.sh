#!/bin/sh
# merlon case on a real attack simulation (../shared/data/cloudtrail/invictus: Stratus Red Team, run
# by bert-jan): what the evidence and the report say must be what jq finds in the same logs.
set -u
: "${MERLON:?is the program to test}"
data=${SHARED:-../shared}/data/cloudtrail/invictus/CloudTrail
work=build/test/case-invictus
bucket=stratus-red-team-bdbp-lhfzvgcamn
status=0
[ -d "$data" ] || {
    echo "skipped: there is no $data"
    exit 77
}
rm -rf $work && mkdir -p $work

fail() {
    echo "$1"
    status=1
}

# $1 is what it is, $2 what it must be.
same() {
    [ "$2" = "$3" ] || fail "$1: '$3' instead of '$2'"
}

# $1 is what it is; the files $2 (expected) and $3 hold the same.
same_files() {
    cmp -s "$2" "$3" && return
    fail "$1: jq says something else"
    diff "$2" "$3" | head -n 6
}

# $1 the case, $2 the playbook, more options.
make_case() {
    name=$1
    playbook=$2
    shift 2
    "$MERLON" case open "$playbook" --name "$name" -C "$work/$name" --logs "$data" --by ada \
        --at 2026-11-21T10:00:00Z "$@" >/dev/null || fail "case open: exit code $?"
    cp -r "$work/$name" "$work/$name-again"
    "$MERLON" case run -C "$work/$name" --threads 1 >"$work/$name.run" ||
        fail "case run: exit code $?"
    "$MERLON" case run -C "$work/$name-again" --threads 4 >/dev/null ||
        fail "case run: exit code $?"
    diff -r "$work/$name" "$work/$name-again" >"$work/difference" ||
        fail "two runs of $name give different files: $(head -n 3 "$work/difference")"
    sed 's/\\\([^a-zA-Z0-9]\)/\1/g; s/&#58;/:/g; s/<!-- -->//g; s/,\([0-9][0-9][0-9]\)/\1/g' \
        "$work/$name/report.md" >"$work/$name.report"
}

who=arn:aws:iam::123837392027:user/bert-jan
make_case stolen compromised-credentials --principal $who
make_case leak code-exposure --bucket $bucket --principal $who
stolen=$work/stolen
leak=$work/leak

# ---- without jq: what everybody knows who has read these logs ----

grep -q '"name":"DeleteTrail"' $stolen/evidence/actor-hid.jsonl ||
    fail "that a trail was deleted isn't evidence"
grep -q '"name":"ModifySnapshotAttribute"' $leak/evidence/copies-shared.jsonl ||
    fail "that a snapshot was shared isn't evidence"
same "who opened the bucket, and who closed it" "PutBucketPolicy DeleteBucketPolicy" \
    "$(sed 's/.*"name":"\([^"]*\)".*/\1/' $leak/evidence/bucket-exposure-changed.jsonl |
        paste -s -d ' ')"
sed 's/.*"time":"\([^"]*\)".*/\1/' $stolen/timeline.jsonl >$work/times
LC_ALL=C sort -c $work/times 2>/dev/null || fail "the timeline isn't in the order of time"
same "lines of the timeline that come again" "" \
    "$(sed 's/.*"event":"\([^"]*\)".*/\1/' $stolen/timeline.jsonl | sort | uniq -d)"
grep -q "can't be told unless data events" $leak.report ||
    fail "the report doesn't say that reads of objects were not logged"

command -v jq >/dev/null || {
    echo "the comparison with jq was left out: it isn't installed"
    exit $status
}

# ---- with jq: one line per event that is no repeat ----

cat "$data"/*.json | jq -r '.Records[] | [.eventID,
    (.userIdentity | .arn // .userName // .invokedBy // .principalId // .accountId // .type // ""),
    .sourceIPAddress // "-", .eventName, .eventTime, .userIdentity.accessKeyId // "-",
    (.responseElements | objects | .credentials.accessKeyId // .accessKey.accessKeyId) // "-",
    ((.errorCode // .errorMessage // "") | if . == "" then "good" elif
        test("AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden|AuthFailure")
        then "denied" else "failed" end),
    .requestParameters.bucketName // "-", .additionalEventData.bytesTransferredOut // 0,
    (.errorCode // "-"), .eventSource] | @tsv' |
    LC_ALL=C sort -u -t "$(printf '\t')" -k 1,1 >$work/events

# The credentials that bert-jan had or gave out, and who used them.
awk -F '\t' -v who=$who '{ by[NR] = $6; given[NR] = $7; used[NR] = $2 } END {
    for (i = 1; i <= NR; i++) if (used[i] == who && by[i] != "-") mine[by[i]] = 1
    for (i = 1; i <= NR; i++) if (used[i] == who && given[i] != "-") mine[given[i]] = 1
    do {
        more = 0
        for (i = 1; i <= NR; i++) if (given[i] != "-" && mine[by[i]] && !mine[given[i]]) {
            mine[given[i]] = 1
            more = 1
        }
    } while (more)
    actor[who] = 1
    for (i = 1; i <= NR; i++) if (mine[by[i]]) actor[used[i]] = 1
    for (x in actor) print x
}' $work/events | LC_ALL=C sort >$work/actors
[ "$(wc -l <$work/actors)" -gt 4 ] || fail "jq finds no chain"

# principal, events, good, denied, failed, first, last, as jq counts and as the report says
awk -F '\t' 'NR == FNR { actor[$1] = 1; next }
    $2 in actor {
        n[$2]++
        is[$2, $8]++
        if (first[$2] == "" || $5 < first[$2]) first[$2] = $5
        if ($5 > last[$2]) last[$2] = $5
    }
    END {
        for (x in n) printf "%s %d %d %d %d %s %s\n", x, n[x], is[x, "good"], is[x, "denied"],
            is[x, "failed"], first[x], last[x]
    }' $work/actors $work/events | tr 'T' ' ' | tr -d 'Z' | LC_ALL=C sort >$work/counts.jq
awk '/^## / { inside = /^## Actors/ }
    inside && /^- Principal: / { who = $3 }
    inside && / went well, / {
        line = $0
        sub(/^- [^:]*: /, "", line)
        events = line + 0
        sub(/^[0-9]+ events? (from|at) /, "", line)
        first = substr(line, 1, 19)
        last = line ~ /^[^;]* to / ? substr(line, 24, 19) : first
        match(line, /[0-9]+ went well, [0-9]+ denied, [0-9]+ failed/)
        split(substr(line, RSTART, RLENGTH), how, " ")
        printf "%s %d %d %d %d %s %s\n", who, events, how[1], how[4], how[6], first, last
    }' $stolen.report | tr 'T' ' ' | tr -d 'Z' | LC_ALL=C sort >$work/counts.report
same_files "actors and their counts" $work/counts.jq $work/counts.report

# addresses of bert-jan
awk -F '\t' -v who=$who '$2 == who { n[$3]++ } END { for (x in n) print x ": " n[x] }' \
    $work/events | LC_ALL=C sort >$work/addresses.jq
awk -v who=$who '/^- Principal: / { mine = $3 == who }
    mine && /^- Addresses: / {
        sub(/^- Addresses: /, "")
        gsub(/<br>/, "\n")
        gsub(/, [0-9]+ denied/, "")
        print
    }' $stolen.report | LC_ALL=C sort >$work/addresses.report
same_files "addresses of bert-jan" $work/addresses.jq $work/addresses.report

# Each line of evidence is an event of these logs, with the same time, address and name; and of
# each name that an actor's evidence has, no event that went well is missing.
for case in stolen leak; do
    for file in "$work/$case"/evidence/*.jsonl; do
        [ "${file##*/}" != files.jsonl ] || continue
        jq -r 'select(.event) | [.event, .principal, .address // "-", .name, .time] | @tsv' "$file"
    done | LC_ALL=C sort -u >$work/$case.said
    cut -f 1-5 $work/events | LC_ALL=C sort | LC_ALL=C comm -13 - $work/$case.said >$work/invented
    [ ! -s $work/invented ] || fail "$case: evidence of no event: $(head -n 1 $work/invented)"
done
jq -r 'select(.actor) | .name' $stolen/evidence/actor-*.jsonl | LC_ALL=C sort -u >$work/names
[ "$(wc -l <$work/names)" -gt 50 ] || fail "evidence has few names: $(wc -l <$work/names)"
awk -F '\t' 'FILENAME == ARGV[1] { actor[$1] = 1; next }
    FILENAME == ARGV[2] { name[$1] = 1; next }
    $2 in actor && $4 in name && $8 == "good" { print $1 }' \
    $work/actors $work/names $work/events | LC_ALL=C sort >$work/good.jq
jq -r 'select(.actor) | .event' $stolen/evidence/*.jsonl | LC_ALL=C sort -u >$work/told
LC_ALL=C comm -23 $work/good.jq $work/told >$work/untold
[ ! -s $work/untold ] || fail "$(wc -l <$work/untold) events of the actors are no evidence, such as \
$(grep -F "$(head -n 1 $work/untold)" $work/events)"
jq -r 'select(.actor) | .principal' $stolen/evidence/*.jsonl $stolen/timeline.jsonl |
    LC_ALL=C sort -u | LC_ALL=C comm -13 $work/actors - >$work/strange
[ ! -s $work/strange ] || fail "actors that jq doesn't know: $(paste -s -d ' ' $work/strange)"

# what was shared and opened, and what was refused
awk -F '\t' '$4 ~ /^(Modify(Snapshot|Image)Attribute|CreateStoreImageTask|ExportImage)$/ ||
    $4 ~ /^(SharedSnapshotCopyInitiated|SharedSnapshotVolumeCreated|CreateInstanceExportTask)$/ ||
    $4 ~ /^(Put|Delete)AccountPublicAccessBlock$/ {
        if ($8 == "good") print $1 }' $work/events | LC_ALL=C sort >$work/shared.jq
jq -r 'select(.service != "ecr.amazonaws.com") | .event' $leak/evidence/copies-shared.jsonl |
    LC_ALL=C sort >$work/shared.case
same_files "what was shared" $work/shared.jq $work/shared.case
awk -F '\t' 'NR == FNR { actor[$1] = 1; next }
    $2 in actor && $8 == "denied" && $11 != "-" { print $1 }' $work/actors $work/events | LC_ALL=C sort >$work/refused.jq
jq -r .event $leak/evidence/actor-was-refused.jsonl | LC_ALL=C sort >$work/refused.case
same_files "what was refused" $work/refused.jq $work/refused.case

# who else came from the addresses: a role's session that was stolen from a host, and a new user
awk -F '\t' 'NR == FNR { actor[$1] = 1; next }
    $2 in actor && $3 ~ /^[0-9.]+$/ { at[$3] = 1 }
    { line[FNR] = $0 }
    END {
        for (i = 1; i in line; i++) {
            split(line[i], f, "\t")
            if (f[3] in at && f[4] ~ /^(GetCallerIdentity|GetSessionToken|GetFederationToken)$/)
                print f[1]
            if (f[3] in at && f[4] ~ /^(ConsoleLogin|GetSigninToken)$/) print f[1]
        }
    }' $work/actors $work/events | LC_ALL=C sort >$work/others.jq
jq -r .event $stolen/evidence/others-at-addresses.jsonl | LC_ALL=C sort >$work/others.case
same_files "who else came from the addresses" $work/others.jq $work/others.case
for other in ec2-steal-credentials-role/i-0dbc91f429e48eeed user/stratus-red-team-nmfalu; do
    grep -qF "$other" $stolen/evidence/others-at-addresses.jsonl || fail "$other isn't told"
done

# the bucket: events, good, denied, failed, bytes, first, last
awk -F '\t' -v bucket=$bucket '$9 == bucket {
        n++
        is[$8]++
        bytes += $10
        if (first == "" || $5 < first) first = $5
        if ($5 > last) last = $5
    }
    END { print n + 0, is["good"] + 0, is["denied"] + 0, is["failed"] + 0, bytes + 0, first, last
    }' $work/events | tr 'T' ' ' | tr -d 'Z' >$work/bucket.jq
awk -F ' [|] ' '/^#### Who touched it/ { inside = 1 }
    inside && /user\/bert-jan/ { sub(/ [|]$/, "", $8); print $2, $3, $4, $5, $6, $7, $8; exit }' \
    $leak.report >$work/bucket.report
same_files "who touched the bucket" $work/bucket.jq $work/bucket.report

# the times of each step's evidence are those that the report gives for it
for step in actor-took-secrets actor-stayed actor-hid; do
    range=$(jq -r .time $stolen/evidence/$step.jsonl | sort | sed -n '1p;$p' | tr 'T' ' ' |
        tr -d 'Z' | paste -s -d '_' | sed 's/_/ to /')
    count=$(wc -l <$stolen/evidence/$step.jsonl)
    grep -qF "[$count events](evidence/$step.jsonl) from $range" $stolen.report ||
        fail "the report doesn't say $count events of $step from $range"
done

echo "$(wc -l <$work/actors) actors, $(wc -l <$work/told) events and the bucket are as jq has them"
exit $status
