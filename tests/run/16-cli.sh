#!/bin/sh
# The command line: help, usage errors, gates, baselines, decisions, parameters, outputs.
set -u
work=build/test/cli
rm -rf $work && mkdir -p $work
status=0
# $1: expected exit code, $2: what, then the command; its output is left in $work/out and err.
expect() {
    wanted=$1 what=$2
    shift 2
    code=0
    "$@" >$work/out 2>$work/err || code=$?
    [ $code = "$wanted" ] && return
    echo "$what: exit code $code, expected $wanted"
    head -n 3 $work/err
    status=1
}
holds() { grep -qE "$1" "$2" || { echo "$what: $2 lacks '$1'"; status=1; }; }
lacks() { if grep -qE "$1" "$2"; then echo "$what: $2 holds '$1'"; status=1; fi; }

for command in model diff decide import hunt case rules explain test-rules new-rule cel; do
    expect 0 "$command --help" "$MERLON" $command --help
    holds "^Usage: merlon $command" $work/out
    holds 'Examples:' $work/out
done
expect 0 help "$MERLON" --help
holds 'Commands:' $work/out
expect 2 'no command' "$MERLON"
expect 2 'wrong command' "$MERLON" frobnicate
expect 2 'wrong option' "$MERLON" model --frobnicate x
holds "Try 'merlon model --help'" $work/err
expect 2 'wrong severity' "$MERLON" model --fail-on terrible x
expect 2 'wrong format' "$MERLON" model -f pdf x
expect 2 'unknown ending' "$MERLON" model -o $work/x.pdf x
expect 2 'no input' "$MERLON" model
expect 2 'wrong rule' "$MERLON" explain s3/nothing
leak=examples/leak
expect 2 'hunt: a threat model of nothing' "$MERLON" hunt --threat-model $work/x.html $leak/logs
holds 'need --model' $work/err
expect 2 'hunt: decisions of nothing' "$MERLON" hunt --decisions tests/golden/decisions.yaml $leak/logs
expect 2 'hunt: unknown ending' "$MERLON" hunt --model $leak --threat-model $work/x.pdf $leak/logs
expect 2 'hunt: no such model' "$MERLON" hunt --model $work/nowhere $leak/logs
holds 'nowhere' $work/err
expect 2 'hunt: decisions that are not there' "$MERLON" hunt --model $leak --decisions $work/nowhere $leak/logs
expect 0 'hunt: two models' "$MERLON" hunt --model $leak --model examples/shop -f csv $leak/logs
expect 1 'hunt: a gate' "$MERLON" hunt --model $leak --fail-on high -f csv $leak/logs
expect 0 'hunt: a threat model' "$MERLON" hunt --model $leak --threat-model $work/seen.html -f csv $leak/logs
holds 'seen 11 times' $work/seen.html
expect 0 version "$MERLON" version
holds '^merlon [0-9]+\.[0-9]+\.[0-9]+$' $work/out

cat >$work/t.yaml <<'Y'
Parameters:
  Mode: {Type: String}
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12, Handler: h, Role: r, Code: {ZipFile: x}, TracingConfig: {Mode: !Ref Mode}}}
  B: {Type: AWS::S3::Bucket}
Y
expect 0 model "$MERLON" model $work/t.yaml
holds 'parameter Mode has no default' $work/out
expect 0 parameter "$MERLON" model --parameter Mode=Active $work/t.yaml
lacks 'tracing-disabled' $work/out
expect 0 'standard input' sh -c "'$MERLON' model - <$work/t.yaml"
expect 1 gate "$MERLON" model --fail-on high $work/t.yaml
expect 0 'several outputs' "$MERLON" model -o $work/a.json -o $work/a.html -o $work/a.sarif -o $work/a.md -o $work/a.csv -o $work/a.txt $work/t.yaml
for ending in json html sarif md csv txt; do [ -s $work/a.$ending ] || { echo "no a.$ending"; status=1; }; done
[ -s $work/out ] && { echo "outputs went to stdout too"; status=1; }
expect 0 'pictures of another tool' "$MERLON" model -o $work/a.dot -o $work/a.mmd $work/t.yaml
holds '^digraph merlon' $work/a.dot
holds '^flowchart LR' $work/a.mmd
"$MERLON" model -f json $work/t.yaml >$work/b.json
cmp -s $work/a.json $work/b.json || { echo "the same input gave other bytes"; status=1; }
expect 0 baseline "$MERLON" model --fail-on info --baseline $work/a.json $work/t.yaml
sed -i '$ a \  N: {Type: AWS::S3::Bucket}' $work/t.yaml
expect 1 'new against the baseline' "$MERLON" model --fail-on critical --baseline $work/a.json $work/t.yaml
expect 2 'no baseline' "$MERLON" model --baseline $work/t.yaml $work/t.yaml
expect 2 'unwritable output' "$MERLON" model -o $work/no/such/x.json $work/t.yaml
expect 0 'no colour in a pipe' "$MERLON" model $work/t.yaml
lacks "$(printf '\033')" $work/out

cat >$work/merlon.decisions.yaml <<'Y'
decisions:
  - {threat: s3/secure-transport-not-enforced, on: B, state: Not Applicable, why: "no clients", by: me}
  - {threat: s3/secure-transport-not-enforced, on: N, state: Mitigation Implemented, why: "elsewhere", by: me}
  - {threat: s3/bucket-no-cmk, on: "*", state: Not Applicable, why: "old", by: me, until: "2020-01-01"}
  - {threat: s3/bucket-public, on: Gone, state: Not Applicable, why: "gone", by: me}
Y
expect 0 decisions "$MERLON" model -f json --date 2026-01-31 $work/t.yaml
holds '"contradicted": 1' $work/out
holds '"expired": 1' $work/out
holds '"orphaned": 1' $work/out
expect 1 'a contradicted decision stays open' "$MERLON" model --fail-on critical $work/t.yaml
expect 0 'the day counts' "$MERLON" model -f json --date 2019-12-31 $work/t.yaml
holds '"expired": 0' $work/out
printf 'decisions:\n  - {threat: a/b, on: x, state: Fine, why: w, by: m}\n' >$work/wrong.yaml
expect 2 'wrong decision' "$MERLON" model --decisions $work/wrong.yaml $work/t.yaml
holds 'wrong.yaml:2:' $work/err

mkdir -p $work/rules/own
sed 's/^title: .*/title: My own rule/' rules/threats/lambda/tracing-disabled.yaml >$work/rules/own/tracing.yaml
expect 0 'own rules' "$MERLON" test-rules $work/rules
expect 0 'own rule in a model' "$MERLON" model --rules $work/rules $work/t.yaml
holds 'own/tracing' $work/out
sed 's/^when:.*/when: this.X ==/' $work/rules/own/tracing.yaml >$work/rules/own/broken.yaml
expect 2 'a broken rule' "$MERLON" rules --rules $work/rules
holds 'broken.yaml:[0-9]+:' $work/err
expect 0 'rules of a service' "$MERLON" rules --service sqs
holds '^sqs/queue-public' $work/out
lacks '^s3/' $work/out
expect 0 'rules of a category' "$MERLON" rules --stride repudiation
lacks '^s3/bucket-public' $work/out
expect 0 'rules of a source' "$MERLON" rules --source rapticore:s3-bucket-public
holds '^s3/bucket-public' $work/out
[ "$(wc -l <$work/out)" = 1 ] || { echo 'one entry of a catalogue is one rule'; status=1; }
expect 0 'rules of a framework' "$MERLON" rules --framework stride -f json
holds '"id": "s3/bucket-public"' $work/out
expect 0 'detections' "$MERLON" rules --detections --service s3 -f json
holds '"id": "s3/bucket-policy-public"' $work/out
lacks '"id": "sqs/' $work/out
expect 0 'detections as text' "$MERLON" rules --detections
holds '^s3/bucket-policy-public +high +Bucket policy' $work/out
expect 2 'detections of a framework' "$MERLON" rules --detections --framework stride
expect 0 'a threat with its detections' "$MERLON" explain s3/bucket-public
holds '^    - s3/bucket-policy-public \(high\): ' $work/out
mkdir -p $work/own/a
sed '/^id:/s/0/1/g; s/^name: /name: own_/; s/^    - s3_/    - own_s3_/' rules/detections/s3/bulk-delete.yml >$work/own/a/b.yml
expect 0 'a detection of a folder' "$MERLON" explain --rules $work/own a/b
holds '^a/b' $work/out
expect 0 'detections of a folder' "$MERLON" rules --detections --rules $work/own --service a
holds '^a/b  ' $work/out
expect 0 'a detection' "$MERLON" explain s3/bulk-delete
holds '^    - s3/no-versioning \(' $work/out
holds '^    correlation:' $work/out
expect 2 'no framework' "$MERLON" rules --framework nothing
holds 'stride' $work/err

cat >$work/standard.yaml <<'Y'
title: Our standard
controls:
  - {id: <1>, title: TLS, rules: [s3/secure-transport-not-enforced]}
  - {id: "2", title: nothing}
Y
for format in text markdown json html; do
    expect 0 "a framework in $format" "$MERLON" model --framework $work/standard.yaml -f $format $work/t.yaml
    holds 'not met' $work/out
    holds 'not covered' $work/out
done
lacks '<1>' $work/out
sed 's|s3/secure|s3/sequre|' $work/standard.yaml >$work/wrong-standard.yaml
expect 2 'a framework of no rule' "$MERLON" model --framework $work/wrong-standard.yaml $work/t.yaml
holds 'wrong-standard.yaml:3:' $work/err

# a new rule fails until it is filled in, and passes then
expect 0 'new rule' "$MERLON" new-rule -d $work/new s3 my-check
expect 1 'a skeleton' "$MERLON" test-rules $work/new
sed -i -e 's/AWS::FILL::IN/AWS::S3::Bucket/' -e 's/this.?FillIn/this.?ObjectLockEnabled/' \
    -e 's/good: \[\]/good: [{cloudformation: {Resources: {A: {Type: "AWS::S3::Bucket", Properties: {ObjectLockEnabled: true}}}}}]/' \
    -e 's/unknown: \[\]/unknown: [{find: [A], cloudformation: {Parameters: {P: {Type: String}}, Resources: {A: {Type: "AWS::S3::Bucket", Properties: {ObjectLockEnabled: !Ref P}}}}}]/' \
    $work/new/s3/my-check.yaml
expect 0 'a filled skeleton' "$MERLON" test-rules $work/new
expect 0 'its mutations' "$MERLON" test-rules --mutations $work/new
expect 2 'a rule that is there' "$MERLON" new-rule -d $work/new s3 my-check
expect 2 'a name that is a path' "$MERLON" new-rule -d $work/new s3 ../../x
expect 0 'an open world' "$MERLON" model --open-world -f json $work/t.yaml
cat >$work/s.yaml <<'Y'
Parameters:
  Secret: {Type: String, NoEcho: true, Default: hunter2hunter2}
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12, Handler: h, Role: r, Environment: {Variables: {DB_PASSWORD: hunter2hunter2, KEY: AKIAIOSFODNN7EXAMPLE, S: !Ref Secret}}}}
Y
for format in text markdown json sarif csv html; do
    expect 0 "secrets in $format" "$MERLON" model --all -f $format $work/s.yaml
    lacks 'hunter2|AKIAIOSFODNN7' $work/out
done
exit $status
