#!/bin/sh
# merlon logs on real CloudTrail logs (../shared/data/cloudtrail/invictus, 2,900 events of an attack):
# what it counts must be what jq counts, with one thread and with four, whatever the order of files.
# Then: no cell of CSV starts a formula, no control character comes through, files are whole or not
# there.
set -u
: "${MERLON:?is the program to test}"
work=build/test/logs
rm -rf $work && mkdir -p $work
status=0

fail() {
    echo "$1"
    status=1
}

# Prints each cell (at a line's start or behind a comma, in quotes) that a spreadsheet would compute.
formulas() {
    LC_ALL=C grep -nE '(^|",)"[[:space:]]*[=+@-]' "$1"
}

own="tests/data/logs/trail.json tests/data/logs/again tests/data/logs/access.log"
places="--geoip tests/data/logs/places.mmdb"
# shellcheck disable=SC2086  # several words are meant
for question in summary "top --by agent" "top --by principal" "who --bucket customer-data" search; do
    "$MERLON" logs $question $places -o $work/own.csv $own || fail "$question: exit code $?"
    formulas $work/own.csv && fail "$question: these cells start a formula"
    for format in txt csv jsonl; do
        "$MERLON" logs $question $places -o $work/own.$format $own
        LC_ALL=C tr -d '\n\r' <$work/own.$format | LC_ALL=C grep -q '[[:cntrl:]]' &&
            fail "$question: control characters in $format"
        grep -q 'MadeUpSessionToken\|ghp_' $work/own.$format && fail "$question: a secret in $format"
    done
done
[ -z "$(find $work -name '*.tmp*')" ] || fail "temporary files were left"
"$MERLON" logs summary -o $work/none/own.csv $own 2>/dev/null && fail "a folder that isn't there"

data=../shared/data/cloudtrail/invictus/CloudTrail
command -v jq >/dev/null && [ -d $data ] || {
    echo "skipped: the comparison with jq needs jq and $data"
    [ $status = 0 ] && exit 77
    exit $status
}

# One line per event that is no repeat: what `top` can count by, outcome, bytes out, time, key given.
cat $data/*.json | jq -r '.Records[] | [.eventID,
    (.userIdentity | .arn // .userName // .invokedBy // .principalId // .accountId // .type // ""),
    .sourceIPAddress // "", .userAgent // "", .eventName, .errorCode // .errorMessage // "",
    .requestParameters.bucketName // "", .userIdentity.accessKeyId // "", .awsRegion,
    ((.errorCode // .errorMessage // "") | if . == "" then "good" elif
        test("AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden|AuthFailure")
        then "denied" else "failed" end),
    .additionalEventData.bytesTransferredOut // 0, .eventTime] | @tsv' |
    LC_ALL=C sort -u -t "$(printf '\t')" -k 1,1 >$work/events
field=2
for by in principal address agent event error bucket key region; do
    awk -F '\t' -v field=$field '$field != "" {
        n[$field]++; is[$field, $10]++; bytes[$field] += $11
        if (first[$field] == "" || $12 < first[$field]) first[$field] = $12
        if ($12 > last[$field]) last[$field] = $12
    } END {
        for (x in n) printf "%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n", x, n[x], is[x, "good"],
            is[x, "denied"], is[x, "failed"], bytes[x], first[x], last[x]
    }' $work/events | LC_ALL=C sort >$work/$by.jq
    for threads in 1 4; do
        "$MERLON" logs top --by $by -f jsonl --threads $threads $data >$work/$by.$threads
    done
    find $data -name '*.json' | LC_ALL=C sort -r |
        "$MERLON" logs top --by $by -f jsonl --threads 2 --files-from /dev/stdin >$work/$by.2
    cmp -s $work/$by.1 $work/$by.4 || fail "top --by $by: four threads say something else"
    cmp -s $work/$by.1 $work/$by.2 || fail "top --by $by: another order says something else"
    jq -r --arg by $by 'select(.table == $by) |
        [.name, .events, .good, .denied, .failed, .bytesOut, .first, .last] | @tsv' $work/$by.1 |
        LC_ALL=C sort >$work/$by.merlon
    cmp -s $work/$by.jq $work/$by.merlon || {
        fail "top --by $by: jq counts something else"
        diff $work/$by.jq $work/$by.merlon | head -n 10
    }
    field=$((field + 1))
done

# who: each principal, and all that came of bert-jan's key through the roles he took
who=arn:aws:iam::123837392027:user/bert-jan
"$MERLON" logs who --principal $who -f jsonl $data >$work/who
expected=$(awk -F '\t' -v who=$who '$2 == who { n++ } END { print n }' $work/events)
found=$(jq -r 'select(.table == "principal") | .events' $work/who | awk '{ n += $1 } END { print n }')
[ "$expected" = "$found" ] || fail "who --principal: $found events, jq says $expected"

key=AKIATFQR7NSC8Q4X20BJ
cat $data/*.json | jq -r '.Records[] | [.userIdentity.accessKeyId // "-",
    (.responseElements | objects | .credentials.accessKeyId // .accessKey.accessKeyId) // "-"] |
    @tsv' >$work/links
awk -v key=$key '{ by[NR] = $1; given[NR] = $2 } END {
    mine[key] = 1
    do {
        more = 0
        for (i = 1; i <= NR; i++) if (given[i] != "-" && mine[by[i]] && !mine[given[i]]) {
            mine[given[i]] = 1
            more = 1
        }
    } while (more)
    for (k in mine) if (mine[k]) print k
}' $work/links >$work/keys
expected=$(awk -F '\t' 'NR == FNR { mine[$1] = 1; next } $8 in mine { n++ } END { print n }' \
    $work/keys $work/events)
found=$("$MERLON" logs who --key $key --follow -f jsonl $data | jq 'select(.table == "all") | .events')
[ "$expected" = "$found" ] || fail "who --key --follow: $found events, jq and awk say $expected"
[ "$(wc -l <$work/keys)" -gt 5 ] || fail "the logs have no chain of roles"

"$MERLON" logs search --principal bert-jan -f jsonl $data >$work/search
[ "$(jq -r .event.eventTime $work/search)" = "$(jq -r .event.eventTime $work/search | sort)" ] ||
    fail "search: not in the order of time"
jq -r .event.eventID $work/search | LC_ALL=C sort >$work/search.ids
cat $data/*.json | jq -r '.Records[] | select((.userIdentity.arn // "" | endswith("/bert-jan")) or
    .userIdentity.userName == "bert-jan") | .eventID' | LC_ALL=C sort -u >$work/jq.ids
cmp -s $work/search.ids $work/jq.ids || fail "search: jq finds others"
echo "$(wc -l <$work/events) events counted by eight headings, chains of $(wc -l <$work/keys) keys"
exit $status
