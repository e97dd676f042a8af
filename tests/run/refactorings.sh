#!/bin/sh
# Refactorings change nothing: for each tests/data/refactorings/NAME, before and after have the same elements, flows,
# boundaries, paths and threats, once the addresses in the file `moved` have their new names. What merlon can't see
# through yet stands in KNOWN with the reason. The pairs in tests/data/changes differ, and that is seen.
set -u
work=build/test/refactorings
rm -rf $work && mkdir -p $work
status=0
fail() {
    echo "$1"
    status=1
}
# lines DIR MOVED: the model, paths and threats, one line each
lines() {
    {
        "$MERLON" model --all -f json "$1" || echo "merlon model fails"
        "$MERLON" paths -f json "$1" || echo "merlon paths fails"
    } >$work/json
    awk -v moved="$2" -f tests/run/lines.awk $work/json | sort
}
# compare PAIR: before and after in $work
compare() {
    moved=$1/moved
    [ -f "$moved" ] || moved=
    lines "$1/before" "$moved" >$work/before
    lines "$1/after" "" >$work/after
    cmp -s $work/before $work/after
}
known=tests/data/refactorings/KNOWN
same=0
for pair in tests/data/refactorings/*/; do
    pair=${pair%/}
    name=${pair##*/}
    if compare "$pair"; then
        same=$((same + 1))
        ! grep -q "^$name " $known || fail "$pair: the same now; take it out of $known"
    elif ! grep -q "^$name " $known; then
        fail "$pair: differs (< before, > after)"
        diff $work/before $work/after
    fi
    # what has no flow across a boundary and no way in to data would be the same by itself
    grep -q '^flow .* | [^|]*[^| ]$' $work/before || fail "$pair: no flow crosses a boundary"
    grep -q '^path | actor:internet-users' $work/before || fail "$pair: no path from the internet"
    ! grep -q 'not understood' $work/json || fail "$pair: what isn't understood can't be compared"
done
differ=0
for pair in tests/data/changes/*/; do
    if compare "${pair%/}"; then fail "$pair: the change isn't seen"; else differ=$((differ + 1)); fi
done
echo "$same refactorings change nothing, $(grep -c -v '^#' $known) aren't seen through; $differ changes are seen"
[ $same -ge 30 ] && [ $differ -ge 3 ] || fail "fewer than there must be"
exit $status
