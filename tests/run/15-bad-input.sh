#!/bin/sh
# Hostile and broken input: a clear error that names the file (and the line, where there is one), the
# rest still analysed, exit code 2, and never a crash or a hang.
set -u
work=build/test/bad
rm -rf $work && mkdir -p $work/empty $work/mixed/broken.json
status=0
# $1: what, $2: a pattern for the error, then the arguments.
refuse() {
    what=$1 pattern=$2
    shift 2
    code=0
    timeout 20 "$MERLON" model "$@" >$work/out 2>$work/err || code=$?
    if [ $code != 2 ] || ! grep -qE "$pattern" $work/err; then
        echo "$what: exit code $code, expected 2 and '$pattern'"
        head -n 3 $work/err
        status=1
    fi
}
good='{"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}'
printf '%s' '{"Resources": {"B": {"Type": "AWS::S3' >$work/truncated.json
refuse truncated 'truncated.json:1:[0-9]+: ' $work/truncated.json
printf 'Resources:\n  B:\n    Type: [AWS::S3::Bucket\n' >$work/truncated.yaml
refuse 'truncated YAML' 'truncated.yaml:[0-9]+:[0-9]+: ' $work/truncated.yaml
printf 'hello world\n' >$work/text.txt
refuse 'wrong file' 'text.txt: holds nothing that merlon knows' $work/text.txt
: >$work/nothing
refuse empty 'nothing: holds nothing' $work/nothing
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[" }' >$work/deep.json
refuse 'deep JSON' 'deep.json:1:[0-9]+: .*deep' $work/deep.json
awk 'BEGIN { printf "a: "; for (i = 0; i < 100000; i++) printf "[" }' >$work/deep.yaml
refuse 'deep YAML' 'deep.yaml:1:[0-9]+: .*deep' $work/deep.yaml
awk 'BEGIN {
    print "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"
    for (i = 1; i < 20; i++) {
        printf "a%d: &a%d [", i, i
        for (k = 0; k < 10; k++) printf "%s*a%d", k ? ", " : "", i - 1
        print "]"
    }
    print "Resources: {B: {Type: AWS::S3::Bucket, Properties: {Tags: *a19}}}" }' >$work/bomb.yaml
refuse 'alias bomb' 'bomb.yaml:[0-9]+:[0-9]+: ' $work/bomb.yaml
printf '{"Resources": {},\n "Resources": {}}' >$work/twice.json
refuse 'duplicate keys' 'twice.json:2:[0-9]+: .*"Resources" twice' $work/twice.json
printf 'Resources:\n  B: {Type: AWS::S3::Bucket}\n  B: {Type: AWS::S3::Bucket}\n' >$work/twice.yaml
refuse 'duplicate keys in YAML' 'twice.yaml:3:[0-9]+: .*"B" twice' $work/twice.yaml
truncate -s 2G $work/huge.json
refuse '2 GiB' 'huge.json: is larger than the limit' $work/huge.json
printf '{"Resources": {"B": {"Type": "AWS::S3::Bucket\377"}}}' >$work/utf8.json
refuse 'invalid UTF-8' 'utf8.json:1:[0-9]+: .*UTF-8' $work/utf8.json
printf 'Resources:\n  B: {Type: "\377"}\n' >$work/utf8.yaml
refuse 'invalid UTF-8 in YAML' 'utf8.yaml:2.*UTF-8' $work/utf8.yaml
head -c 4096 /dev/zero >$work/zero.json
refuse 'zero bytes' 'zero.json' $work/zero.json
refuse 'nothing there' 'absent.json: can.t be opened' $work/absent.json
refuse 'nothing known' 'empty: holds nothing that merlon knows' $work/empty
ln -s nowhere $work/dangling.json
printf '%s' "$good" >$work/good.json
refuse 'one bad among good' 'dangling.json: can.t be opened' $work/dangling.json $work/good.json
grep -q 's3/secure-transport-not-enforced' $work/out || { echo "the good file was not analysed"; status=1; }
printf '%s' "$good" >$work/mixed/good.json
printf '%s' '{"Resources": {"B": {"Type": "AWS::S3::Bucket"' >$work/mixed/bad.json
refuse 'one bad in a directory' 'mixed/bad.json:1' $work/mixed
grep -q 's3/secure-transport-not-enforced' $work/out || { echo "the rest of the directory was not analysed"; status=1; }
exit $status
