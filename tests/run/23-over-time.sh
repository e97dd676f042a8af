#!/bin/sh
# Decisions over time: decide, import and diff together. A decision closes what the gate sees, an imported one
# names what the report lists, a comparison with a report is one with its input, and no file is left behind half
# written. Node with ajv holds what diff writes against docs/schema/diff.json; without it that part is skipped.
set -u
work=build/test/over-time
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
fail() {
    echo "$1"
    status=1
}

# deciding closes a threat, taking the decision out opens it again
file=$work/merlon.decisions.yaml
printf 'Resources:\n  B: {Type: AWS::S3::Bucket}\n' >$work/t.yaml
printf '# kept\n' >$file
chmod 640 $file
expect 1 'before' "$MERLON" model --fail-on critical $work/t.yaml
expect 0 'decide' "$MERLON" decide s3/secure-transport-not-enforced@B --state not-applicable --why 'no clients' --decisions $file
[ "$(stat -c %a $file)" = 640 ] || fail "the file's mode changed"
[ "$(head -n 1 $file)" = '# kept' ] || fail "the comment is gone"
[ "$(find $work -name 'merlon.decisions.yaml*' | wc -l)" = 1 ] || fail "a temporary file is left"
expect 0 'closed' "$MERLON" model --fail-on critical $work/t.yaml
cp $file $work/once.yaml
expect 0 'the same again' "$MERLON" decide s3/secure-transport-not-enforced@B --state 'Not Applicable' --why 'no clients' --decisions $file
cmp -s $file $work/once.yaml || fail "the same decision changed the file"
expect 0 'out' "$MERLON" decide s3/secure-transport-not-enforced@B --remove --decisions $file
expect 1 'open again' "$MERLON" model --fail-on critical $work/t.yaml

# a symbolic link stays one
mkdir $work/shared && mv $file $work/shared/d.yaml && ln -s shared/d.yaml $file
expect 0 'through a link' "$MERLON" decide s3/bucket-public --on 'Logs*' --state mitigated --why w --decisions $file
[ -L $file ] || fail "the link became a file"
holds 'Logs\*' $work/shared/d.yaml
rm $file

expect 2 'no state' "$MERLON" decide s3/bucket-public@B --why w
expect 2 'no reason' "$MERLON" decide s3/bucket-public@B --state mitigated
expect 2 'no address' "$MERLON" decide s3/bucket-public --state mitigated --why w
expect 2 'an empty reason' "$MERLON" decide s3/bucket-public@B --state mitigated --why ' '
expect 2 'no UTF-8' "$MERLON" decide s3/bucket-public@B --state mitigated --why "$(printf 'a\377')"
expect 2 'too much' "$MERLON" decide s3/bucket-public@B --remove --why w
expect 2 'a directory' "$MERLON" decide s3/bucket-public@B --state mitigated --why w --decisions $work
expect 2 'no such folder' "$MERLON" decide s3/bucket-public@B --state mitigated --why w --decisions $work/no/d.yaml
expect 2 'standard input as file' "$MERLON" decide s3/bucket-public@B --state mitigated --why w --decisions -
printf 'decisions:\n  - {threat: a/b, on: x, state: Fine, why: w, by: m}\n' >$work/wrong.yaml
cp $work/wrong.yaml $work/kept.yaml
expect 2 'a wrong file' "$MERLON" decide s3/bucket-public@B --state mitigated --why w --decisions $work/wrong.yaml
holds 'wrong.yaml:2:' $work/err
cmp -s $work/wrong.yaml $work/kept.yaml || fail "a file that can't be read was changed"
expect 0 'an id of another tool' "$MERLON" decide tm7/th17@flow --state mitigated --why w --decisions $work/d.yaml

# what is imported once is known the second time
expect 0 'import' "$MERLON" import --decisions $work/i.yaml tests/data/tm7/shop.tm7
cp $work/i.yaml $work/i2.yaml
expect 0 'import again' "$MERLON" import --decisions $work/i.yaml tests/data/tm7/shop.tm7
holds 'took 0 decisions' $work/out
holds 'is decided already' $work/err
cmp -s $work/i.yaml $work/i2.yaml || fail "importing again changed the file"
expect 2 'import nothing' "$MERLON" import
expect 2 'import what is not there' "$MERLON" import $work/none.tm7

# what merlon writes for other tools comes back under the rules' own ids
printf 'decisions:\n  - {threat: lambda/function-public, on: ExportFunction, state: Not Applicable, why: w, by: m}\n' >$work/own.yaml
"$MERLON" model --decisions $work/own.yaml -o $work/x.otm -o $work/x.td.json -o $work/x.tc.json examples/pairs/orders/template.yaml
for ending in otm td.json tc.json; do
    expect 0 "import of merlon's own $ending" "$MERLON" import --decisions $work/$ending.yaml $work/x.$ending
    holds '^lambda/function-public on ExportFunction: Not Applicable' $work/out
    holds 'took 1 decision$' $work/out
done

# a report and its input are the same; so is the same report from standard input
new=examples/pairs/orders/template.yaml
sed 's/AuthType: NONE/AuthType: AWS_IAM/' $new >$work/old.yaml
"$MERLON" model --all -f json $work/old.yaml >$work/old.json
"$MERLON" model --all -f json $new >$work/new.json
for old in $work/old.json $work/old.yaml; do
    expect 0 'no differences' "$MERLON" diff "$old" $work/old.yaml
    [ "$(cat $work/out)" = 'no differences' ] || fail "$old differs from its input"
    for other in $work/new.json $new; do
        expect 1 'gate' "$MERLON" diff --fail-on critical "$old" "$other"
        cp $work/out $work/told
        [ -f $work/told.first ] || cp $work/told $work/told.first
        cmp -s $work/told $work/told.first || fail "$old and $other differ in another way"
        expect 0 'no gate on what goes' "$MERLON" diff --fail-on info "$other" "$old"
    done
done
expect 0 'standard input' sh -c "'$MERLON' diff $work/old.yaml - <$work/old.json"
[ "$(cat $work/out)" = 'no differences' ] || fail "standard input differs"
expect 0 'a template from standard input' sh -c "'$MERLON' diff - $work/old.yaml <$work/old.yaml"
[ "$(cat $work/out)" = 'no differences' ] || fail "a template from standard input differs"
expect 2 'twice standard input' "$MERLON" diff - -
expect 2 'one side' "$MERLON" diff $new
expect 2 'a wrong format' "$MERLON" diff -f html $new $new
expect 2 'a wrong severity' "$MERLON" diff --fail-on terrible $new $new
expect 2 'nothing there' "$MERLON" diff $new $work/none.json
head -c 3000 $work/old.json >$work/cut.json
expect 2 'half a report' "$MERLON" diff $work/cut.json $new
holds 'cut.json:[0-9]+:' $work/err
sed 's/"version": 1,/"version": 2,/' $work/old.json >$work/later.json
expect 2 'a later report' "$MERLON" diff $work/later.json $new
# a decision that is taken out opens its threat again
cp $work/t.yaml $work/shared/t.yaml
printf 'decisions:\n  - {threat: s3/secure-transport-not-enforced, on: B, state: Not Applicable, why: w, by: m}\n' >$work/shared/merlon.decisions.yaml
expect 1 'a decision that is gone' "$MERLON" diff --fail-on critical $work/shared/t.yaml $work/t.yaml
holds 'a decision had closed it before' $work/out
expect 0 'a decision that comes' "$MERLON" diff --fail-on info $work/t.yaml $work/shared/t.yaml
holds 'state: Not Started -> Not Applicable' $work/out

for pair in "$work/old.yaml $new" "$new $work/t.yaml" "$work/old.json $work/old.json" \
    "examples/pairs/static-site/template.yaml examples/pairs/web-tier/template.yaml" \
    "tests/data/models/model.yaml tests/data/models/threat-dragon.json" "$work/t.yaml tests/data/tm7/shop.tm7"; do
    number=$((${number:-0} + 1))
    # shellcheck disable=SC2086 # two words
    expect 0 "diff of $pair" "$MERLON" diff -f json $pair
    cp $work/out $work/diff-$number.json
    # shellcheck disable=SC2086
    expect 0 "diff of $pair" "$MERLON" diff -f markdown $pair
    [ "$(wc -c <$work/out)" -lt 65536 ] || fail "the comment on $pair is too long"
done
[ $status = 0 ] || exit $status
NODE_PATH=${NODE_PATH:-$PWD/build/node/node_modules}
export NODE_PATH
if ! node -e 'require.resolve("ajv/package.json"); require.resolve("yaml/package.json")' 2>/dev/null; then
    echo "skipped: node with ajv and yaml is not there to validate what diff writes"
    exit 77
fi
node tests/tools/validate.js docs/schema/diff.json $work/diff-*.json
