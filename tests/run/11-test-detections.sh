#!/bin/sh
# merlon test-rules notices what is wrong with a detection, its examples and its links.
set -u
work=build/test/detections
rm -rf $work
mkdir -p $work/s3
status=0

# $1: what is tried, $2: the code that it must exit with, $3: what the output must hold
expect() {
    "$MERLON" test-rules $work >$work.out 2>&1
    code=$?
    [ $code = "$2" ] || { echo "$1: exit code $code, not $2"; status=1; }
    grep -Eq -- "$3" $work.out || { echo "$1: no '$3' in:"; cat $work.out; status=1; }
}

event() {
    printf '{"eventVersion":"1.11","eventTime":"2026-11-20T09:00:00Z","eventSource":"s3.amazonaws.com",'
    printf '"eventName":"%s","eventID":"%s{n}","requestParameters":{"key":"k{n}"}}' "$1" "$2"
}

write() {
    cat >$work/s3/own.yml <<'Y'
title: Deleted
id: 00000000-0000-4000-8000-000000000001
name: deleted
logsource: {product: aws, service: cloudtrail}
detection: {selection: {eventName: DeleteObject}, condition: selection}
level: informational
---
title: Three keys deleted within a minute
id: 00000000-0000-4000-8000-000000000002
description: As it says.
tags: [attack.impact]
correlation:
  type: value_count
  rules: [deleted]
  timespan: 1m
  condition: {field: requestParameters.key, gte: 3}
falsepositives: [Tests]
level: low
threats: [s3/bucket-public]
Y
    {
        printf '{"case":"a","hit":true,"why":"three","repeat":3,"every":20,"event":%s}\n' "$(event DeleteObject a)"
        printf '{"case":"b","hit":true,"why":"two and one","repeat":2,"event":%s}\n' "$(event DeleteObject b)"
        printf '{"case":"b","hit":true,"why":"two and one","event":%s}\n' "$(event DeleteObject c)"
        printf '{"case":"c","hit":false,"why":"two","repeat":2,"event":%s}\n' "$(event DeleteObject d)"
        printf '{"case":"d","hit":false,"why":"slow","repeat":3,"every":31,"event":%s}\n' "$(event DeleteObject e)"
        printf '{"case":"e","hit":false,"why":"read","repeat":3,"event":%s}\n' "$(event GetObject f)"
    } >$work/s3/own.jsonl
}

# $1: a file's ending, $2: what sed does to it, then as expect
changed() {
    write
    sed -i "$2" $work/s3/own.$1
    expect "$3" "$4" "$5"
}

write
expect 'all is well' 0 '^5 passed, 0 failed'
changed jsonl 's/"case":"a","hit":true/"case":"a","hit":false/' 'a hit' 1 's3/own.jsonl:1: s3/own: fires: a'
changed jsonl 's/"every":31/"every":30/' 'at the border' 1 's3/own.jsonl:5: s3/own: fires: d'
changed jsonl 's/"every":20/"every":31/' 'a miss' 1 "s3/own.jsonl:1: s3/own: doesn't fire: a"
changed jsonl '5d' 'two misses only' 1 'has 2 examples that it finds and 2 that it leaves'
changed jsonl '1,2s/"hit":true/"hit":false/' 'a case of two minds' 1 "'hit' isn't that of the rest"
changed jsonl 's/"why"/"wy"/' 'a wrong key' 1 "'why' doesn't say"
changed jsonl 's/"repeat":2/"repeat":10001/' 'too many' 1 "'repeat' is a number from 1 to 10000"
changed jsonl '6s/"repeat":3/"repeat":10000,"every":604800/' 'the most' 0 '^5 passed, 0 failed'
changed jsonl '6s/"repeat":3/"repeat":3,"every":604801/' 'too far apart' 1 "'every' is a number from 1 to 604800"
changed jsonl 's/"every":20/"evry":20/' 'an unknown key' 1 "there is no key 'evry'"
changed jsonl '1s/Z"/Y"/' 'no time' 1 "'eventTime' isn't a time"
changed jsonl '1s/eventVersion/x/; 1s/eventName/y/; 1s/eventSource/z/' 'no record' 1 's3/own.jsonl:1: s3/own: the event'
changed yml 's/^description.*//' 'no description' 1 "own.yml:[0-9]+: has no 'description'"
changed yml 's/^level: low//' 'no level' 1 "own.yml:[0-9]+: has no 'level'"
changed yml 's/attack.impact/impact/' 'no tactic' 1 "own.yml:[0-9]+: has no 'tags'"
changed yml 's/s3.bucket-public/s3\/bucket-pubic/' 'no such threat' 1 "there is no threat 's3/bucket-pubic'"
changed yml 's/000002/000001/' 'an id twice' 2 'is the id or name of another rule'

# of rules that stand together both sides name each other
cp rules/threats/s3/bucket-public.yaml $work/s3/
changed yml 's/^$//' 'not mirrored' 1 "'detections' of the threat 's3/bucket-public' don't name 's3/own'"
write
sed -i -e "/^  - [a-z0-9]*\/[a-z0-9-]*\$/d" -e "s/^detections:.*/detections: [s3\/own, s3\/nothing]/" $work/s3/bucket-public.yaml
expect 'no such detection' 1 "bucket-public.yaml: there is no detection 's3/nothing'"
sed -i 's/^detections:.*/detections: [s3\/own]/' $work/s3/bucket-public.yaml
expect 'mirrored' 0 '^1 detections'
[ $status = 0 ] && echo "what is wrong is noticed"
exit $status
