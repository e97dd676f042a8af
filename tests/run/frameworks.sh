#!/bin/sh
# Every framework can be read and reported on, every CWE that a rule names is a control of cwe.yaml, and
# every rule serves a control of a standard: STRIDE and CWE aside, for those hold all of them.
set -u
work=build/test/frameworks
mkdir -p $work
status=0
fail() {
    echo "$1"
    status=1
}

# The values of the list that a key has in the JSON of `merlon rules`, one a line.
values() {
    awk -v key="\"$1\": [" 'index($0, key) && !/\]/ { inside = 1; next }
                            inside && /\]/ { inside = 0 }
                            inside { gsub(/[", ]/, ""); print }' | sort -u
}
ids() { sed -n 's/^      "id": "\(.*\)",$/\1/p' | sort -u; }

"$MERLON" rules --format json >$work/rules.json || fail "merlon rules fails"
ids <$work/rules.json >$work/rules
[ -s $work/rules ] || fail "no rules were read"
: >$work/serving
for file in rules/frameworks/*.yaml; do
    name=$(basename "$file" .yaml)
    if ! "$MERLON" rules --framework "$name" --format json >$work/$name.json; then
        fail "merlon rules --framework $name fails"
        continue
    fi
    ids <$work/$name.json >$work/$name
    [ -s $work/$name ] || fail "no rule serves $name"
    case $name in
    stride | cwe) ;;
    *) cat $work/$name >>$work/serving ;;
    esac

    # exit status 1: threats were found
    "$MERLON" model --framework "$name" examples/shop/template.yaml >$work/$name.report
    [ $? -le 1 ] || fail "merlon model --framework $name fails"
    grep -q "^Controls of $name: " $work/$name.report || fail "merlon model --framework $name reports on no control"
done

values cwe <$work/rules.json >$work/named
[ -s $work/named ] || fail "no rule names a CWE"
sed -n 's/^  - {id: \(CWE-[0-9]*\),.*/\1/p' rules/frameworks/cwe.yaml | sort >$work/listed
comm -23 $work/named $work/listed | sed 's/$/ is not in cwe.yaml/' >$work/missing
sort -u $work/serving | comm -23 $work/rules - | grep -v '^design/' | sed 's/$/ serves no control of any standard/' >>$work/missing
if [ -s $work/missing ]; then
    cat $work/missing
    status=1
fi
exit $status
