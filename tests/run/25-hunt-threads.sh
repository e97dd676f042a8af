#!/bin/sh
# The same logs give the same bytes with 1, 2 and 8 threads, in any order of the files, plain or
# gzipped, with events that were delivered twice; and ThreadSanitizer has nothing to say.
set -u
work=build/test/threads
rm -rf $work && mkdir -p $work/plain $work/packed
status=0
# 40 files of 60 events of some kinds, the first ten of each file being the last ten of the one
# before, again; the third of the names is one that rules look for
awk -v folder=$work/plain 'function event(id) {
    name = names[id % 9 + 1]
    return sprintf("{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"%s\",\"arn\":\"arn:aws:iam::111122223333:user/u%d\",\"accountId\":\"111122223333\",\"userName\":\"u%d\"},\"eventTime\":\"2026-03-%02dT%02d:%02d:%02dZ\",\"eventSource\":\"%s.amazonaws.com\",\"eventName\":\"%s\",\"awsRegion\":\"eu-central-1\",\"sourceIPAddress\":\"203.0.113.%d\",\"userAgent\":\"aws-cli/2.15\",\"requestParameters\":{\"bucketName\":\"b%d\",\"key\":\"k%d\",\"name\":\"t\"},\"responseElements\":null,\"eventID\":\"%08d-0000-4000-8000-000000000000\",\"readOnly\":false,\"eventType\":\"AwsApiCall\",\"managementEvent\":true,\"recipientAccountId\":\"111122223333\"}",
        id % 50 == 0 ? "Root" : "IAMUser", id % 7, id % 7, id % 28 + 1, id % 24, id % 60, id * 7 % 60, sources[id % 9 + 1], name, id % 250, id % 5, id, id)
} BEGIN {
    split("GetObject StopLogging ListBuckets DeleteTrail GetObject PutObject AttachUserPolicy CreateUser DeleteFlowLogs", names, " ")
    split("s3 cloudtrail s3 cloudtrail s3 s3 iam iam ec2", sources, " ")
    for (file = 0; file < 40; file++) {
        path = sprintf("%s/%02d.json", folder, file)
        printf "{\"Records\":[" >path
        for (i = 0; i < 60; i++) printf "%s%s", i ? "," : "", event(file * 50 + i) >path
        printf "]}\n" >path
        close(path)
    }
}'
cp $work/plain/*.json $work/packed/ && gzip -n $work/packed/*.json
cat >$work/rules.yml <<'RULES'
title: Reads
id: 6e1f4a3e-0d5b-4f3c-9d59-0d3c1e6f0a01
name: reads
logsource: {product: aws, service: cloudtrail}
detection:
  selection: {eventName: GetObject}
  condition: selection
level: low
---
title: Many reads
id: 6e1f4a3e-0d5b-4f3c-9d59-0d3c1e6f0a02
correlation:
  type: value_count
  rules: [reads]
  group-by: [userIdentity.arn]
  timespan: 2d
  condition: {field: requestParameters.key, gte: 5}
level: high
---
title: Few reads
id: 6e1f4a3e-0d5b-4f3c-9d59-0d3c1e6f0a03
correlation:
  type: event_count
  rules: [reads]
  group-by: [sourceIPAddress]
  timespan: 1h
  condition: {lt: 2}
level: high
RULES
hunt() { "$MERLON" hunt --rules $work/rules.yml --format jsonl "$@" | sed 's/,"file":.*//'; }
hunt --threads 1 $work/plain >$work/expected || status=1
[ "$(wc -l <$work/expected)" -gt 500 ] || { echo "the corpus gives hardly a hit"; status=1; }
for title in 'Many reads' 'Few reads'; do
    grep -q "\"$title\"" $work/expected || { echo "no hit of '$title'"; status=1; }
done
backwards=$(ls -r $work/plain/*.json)
same() {
    name=$1
    shift
    hunt "$@" >$work/found
    cmp -s $work/expected $work/found || { echo "$name: other hits"; status=1; }
}
for threads in 1 2 8; do
    same "plain, $threads threads" --threads $threads $work/plain
    same "gzip, $threads threads" --threads $threads $work/packed
    same "backwards, $threads threads" --threads $threads $backwards
done
# with the files: two copies of everything must name the same ones each time
for threads in 1 8; do
    "$MERLON" hunt --rules $work/rules.yml --threads $threads $work/packed $work/plain >$work/text.$threads
done
cmp $work/text.1 $work/text.8 || status=1
# each of the 39 borders has ten events twice, and the second copy of all 2,400 again
grep -q '^2,790 events were delivered twice' $work/text.1 ||
    { echo "the repeats are not counted right"; tail -n 3 $work/text.1; status=1; }
if [ -x build/tsan/merlon ]; then
    TSAN_OPTIONS=halt_on_error=1 build/tsan/merlon hunt --rules $work/rules.yml --threads 8 \
        --format jsonl $work/packed >$work/tsan.out 2>$work/tsan.log ||
        { echo "ThreadSanitizer:"; head -n 40 $work/tsan.log; status=1; }
    sed 's/,"file":.*//' $work/tsan.out | cmp -s $work/expected - || { echo "tsan: other hits"; status=1; }
else
    echo "build/tsan/merlon is missing"
    status=1
fi
exit $status
