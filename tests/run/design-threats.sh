#!/bin/sh
# Every kind of threat of tests/data/design-threats.tsv is found on examples/pairs/call-back as the file says, in the
# template, the plan and the directory: decided with evidence, or its question asked of somebody. The list is complete
# by ../shared/catalog, and each rule speaks of its threat, when that is there.
set -u
list=tests/data/design-threats.tsv
example=examples/pairs/call-back
work=build/test/design-threats
rm -rf $work && mkdir -p $work
status=0
fail() {
    echo "$1"
    status=1
}

# "rule subject state" of each threat; a question that nobody is asked and what nothing proves are told as such
threats() {
    awk '
        /^  "threats": / { inside = 1 }
        !inside { next }
        /^    \{$/ { rule = address = state = ""; proofs = asked = people = 0 }
        /^      "rule": / { rule = $2 }
        /^        "address": / { address = $2 }
        /^      "state": / { state = substr($0, index($0, ":") + 2) }
        /^          "path": "[^"]/ { proofs++ }
        /^      "question": "[^"]/ { asked = 1 }
        /^      "who": \[$/ { people = 1 }
        /^    \}/ {
            line = rule " " address " " state
            gsub(/[",]/, "", line)
            if (line ~ /Needs Investigation$/ && !(asked && people)) line = line ", and nobody is asked"
            else if (line !~ /Needs Investigation$/ && !proofs) line = line ", and nothing proves it"
            print line
        }'
}
# addresses as the template has them; method and integration are one there
plain() { sed 's/ aws_[a-z0-9_]*\./ /'; }

grep -v '^#' $list >$work/list
cut -f 2-4 $work/list | grep -v "$(printf '\t-$')" | tr '\t' ' ' | sort -u >$work/expected
for file in template.yaml plan.json main.tf; do
    "$MERLON" model --all -f json $example/$file >$work/report || fail "merlon model $example/$file fails"
    threats <$work/report | plain | sort -u >$work/found
    comm -23 $work/expected $work/found >$work/missing
    [ -s $work/missing ] || continue
    fail "$example/$file: not found as $list says"
    while read -r rule subject rest; do
        echo "  $rule on $subject: $rest; instead: $(grep "^$rule $subject " $work/found | cut -d ' ' -f 3- || true)"
    done <$work/missing
done
[ "$(grep -c '^tmt-' $work/list)" -eq 23 ] || fail "$list: not 23 of the Threat Modeling Tool"
[ "$(grep -c '^sls-' $work/list)" -eq 24 ] || fail "$list: not 24 of serverless systems"
awk -F '\t' 'NF != 5 || $5 == "" { print FILENAME ":" $1 ": five columns, none empty"; wrong = 1 } END { exit wrong }' \
    $work/list || status=1
# what the example can't show isn't there
grep "$(printf '\t-\t-\t')" $work/list | while IFS="$(printf '\t')" read -r id rule _ _ _; do
    if grep -q "^$rule .*\(Not Started\|Mitigation\)" $work/found; then echo "$id: $rule is decided after all"; fi
done >$work/after_all
[ ! -s $work/after_all ] || fail "$(cat $work/after_all)"

catalogue=../shared/catalog/design_threats.yaml
if [ -f $catalogue ]; then
    sed -n 's/^  - id: //p' $catalogue | sort >$work/ids
    cut -f 1 $work/list | sort | diff $work/ids - || fail "$list: not the threats of $catalogue"
    # each rule names its threat, or one that the catalogue says is the same
    "$MERLON" rules --format json | awk '
        /^ *"id": / { id = $2; gsub(/[",]/, "", id) }
        /"source": \[$/ { inside = 1; next }
        inside && /\]/ { inside = 0 }
        inside { gsub(/[", ]/, ""); sub(/^[a-z]*:/, ""); print id, $0 }' | sort >$work/sources
    awk '/^  - id: / { id = $3 } /^    rules: / { gsub(/[][,]/, ""); for (i = 2; i <= NF; i++) print id, $i }
        /^    rules:$/ { inside = 1; next } inside && /^      - / { print id, $2; next } { inside = 0 }' \
        $catalogue >$work/same
    cut -f 1-2 $work/list | while read -r id rule; do
        grep -q -x -F "$rule $id" $work/sources && continue
        awk -v id="$id" '$1 == id { print $2 }' $work/same | while read -r other; do
            grep -x -F "$rule $other" $work/sources
        done | grep -q . || echo "$id: $rule is no rule for it"
    done >$work/wrong
    [ ! -s $work/wrong ] || fail "$(cat $work/wrong)"
else
    echo "skipped: $catalogue is not there"
fi
echo "$(grep -c . $work/list) kinds of threat, $(grep -c -v "$(printf '\t-\t-\t')" $work/list) of them on $example"
exit $status
