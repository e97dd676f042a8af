#!/bin/sh
# Threat models. What is written of every example and of every model in tests/data/models, alone, together and
# with absent threats, is valid by the schemas of OTM, Threat Dragon and Threat Composer (../shared/schema).
# model.yaml is what docs/schema/model.json says, and stands in docs/model-formats.md. A run of models alone works
# in every format. Node with ajv and yaml validates (.ci/run installs them); without it that part is skipped.
set -u
work=build/test/models
rm -rf $work && mkdir -p $work
status=0
fail() {
    echo "$1"
    status=1
}

models='tests/data/models/model.yaml tests/data/models/open-threat-model.otm tests/data/models/threat-dragon.json
tests/data/models/threat-composer.tc.json'
number=0
# Writes what is given in the three formats.
write() {
    number=$((number + 1))
    "$MERLON" model -o $work/$number.otm -o $work/$number.td.json -o $work/$number.tc.json "$@" ||
        fail "merlon model $* fails"
}
for model in $models; do write $model; done
# shellcheck disable=SC2086 # one word each
write $models
for example in examples/*/template.yaml examples/pairs/*/template.yaml examples/pairs/*/main.tf; do
    [ -f "$example" ] || continue
    write "$example"
    write --all "$example"
    write "$example" tests/data/models/model.yaml
done

# shellcheck disable=SC2086
for again in otm td.json tc.json; do
    "$MERLON" model -o $work/again.$again examples/shop/template.yaml $models || fail "the same again fails"
    "$MERLON" model -o $work/again2.$again examples/shop/template.yaml $models || fail "the same again fails"
    cmp $work/again.$again $work/again2.$again || fail "two runs differ"
done
for format in text markdown json sarif csv html otm threat-dragon threat-composer; do
    for model in $models; do
        "$MERLON" model -f $format $model >$work/alone || fail "merlon model -f $format $model fails"
        [ -s $work/alone ] || fail "merlon model -f $format $model writes nothing"
    done
done
"$MERLON" model -f json tests/data/models/model.yaml | grep -q '"resources": 0,' || fail "resources in a model"

# A threat stands on the component that has its resource's address as id.
printf 'merlonModel: 1\ncomponents: [{id: BastionGroup, kind: other}]\n' >$work/kind.yaml
sed 's/other/process/' $work/kind.yaml >$work/laid.yaml
"$MERLON" model $work/kind.yaml >$work/alone 2>$work/err
[ $? = 2 ] || fail "a wrong kind is taken"
write examples/shop/template.yaml $work/laid.yaml
awk '/"components":/ { inside = 1 } /"dataflows":/ { inside = 0 }
     inside && /"threat": "ec2\/remote-administration-exposed"/ { found = 1 }
     END { exit !found }' $work/$number.otm || fail "a threat is not on its component"

# An id that is nearly right, where it stands.
printf 'merlonModel: 1\ncomponents:\n  - {id: shop, kind: process}\n  - {id: shpo}\n' >$work/wrong.yaml
"$MERLON" model $work/wrong.yaml >$work/alone 2>$work/err
[ $? = 2 ] || fail "a wrong id is taken"
grep -q 'wrong.yaml:4: element "shpo" .*did you mean "shop"?' $work/err || fail "$(cat $work/err)"

# A directory's models are read, and what only looks alike is not.
mkdir $work/folder
cp $models $work/folder
printf '{"schema": "x", "threats": "none"}' >$work/folder/other.json
"$MERLON" model -f json $work/folder >$work/folder.json || fail "a directory of models fails"
grep -q '"files": 4,' $work/folder.json || fail "not every model of a directory is read"

awk '/^```yaml/ { inside = 1; next } /^```$/ { inside = 0 } inside' docs/model-formats.md |
    cmp - tests/data/models/model.yaml || fail "the example in docs/model-formats.md is not tests/data/models/model.yaml"
[ $status = 0 ] || exit $status

NODE_PATH=${NODE_PATH:-$PWD/build/node/node_modules}
export NODE_PATH
for package in ajv yaml; do
    node -e 'require.resolve(process.argv[1] + "/package.json")' $package 2>/dev/null && continue
    echo "skipped: node with $package is not there to validate $number models (npm install --prefix build/node ajv yaml)"
    exit 77
done
validate() { node tests/tools/validate.js "$@"; }

validate docs/schema/model.json tests/data/models/*.yaml || status=1
for input in examples/shop examples/pairs/web-tier/plan.json tests/data/tm7/shop.tm7 tests/data/models/model.yaml; do
    "$MERLON" model --all -f json "$input" >$work/report.json
    validate docs/schema/report.json $work/report.json || fail "$input: the report is not as its schema says"
done
if validate docs/schema/model.json $work/wrong.yaml >/dev/null; then :; else fail "the schema refuses a partial component"; fi
printf 'merlonModel: 1\ncomponets: []\n' >$work/typo.yaml
if validate docs/schema/model.json $work/typo.yaml >/dev/null; then fail "the schema takes an unknown key"; fi
if [ ! -d ../shared/schema ]; then
    echo "skipped: the schemas of other tools are not there (../shared/schema)"
    [ $status = 0 ] && exit 77
    exit $status
fi
validate ../shared/schema/otm-0.2.0.json $work/*.otm tests/data/models/*.otm || status=1
validate ../shared/schema/threat-dragon-v2.schema.json $work/*.td.json tests/data/models/threat-dragon.json || status=1
validate ../shared/schema/threat-composer-v1.schema.json $work/*.tc.json tests/data/models/*.tc.json || status=1
exit $status
