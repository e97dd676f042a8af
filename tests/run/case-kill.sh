#!/bin/sh
# Kills merlon case open, answer and note with SIGKILL at random moments, while two scripts answer
# side by side: what was acknowledged (exit code 0) stands in the case, once and in order, what was
# not stands in it at most once, case.yaml can be read at every moment, and no lock stays behind.
# Then it kills runs, while somebody answers: every line of evidence is whole at every moment, and a
# run that is left alone makes the same bytes as in a case where none was killed.
# SEED=N repeats a run; the moments still depend on the machine.
set -u
: "${MERLON_RELEASE:?is the program to test}"
seed=${SEED:-20261121}
work=build/test/case-kill
rm -rf $work && mkdir -p $work
status=0
fail() { echo "$*"; status=1; }

# $1 numbers between 0 and $2 milliseconds, as seconds, from seed $3.
delays() {
    awk -v count="$1" -v most="$2" -v seed="$3" 'BEGIN {
        srand(seed); for (i = 0; i < count; i++) printf "%.4f\n", rand() * most / 1000 }'
}

# Runs the command, kills it after $1 seconds; its exit code, 137 when it was killed.
killed_after() {
    delay=$1
    shift
    "$@" >/dev/null 2>>$work/err &
    pid=$!
    sleep "$delay"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
}

# A case is opened again and again until it is there; after each kill it is whole or not there.
kills=0
for round in 1 2 3 4 5 6 7 8 9 10; do
    for delay in $(delays 40 12 $((seed + round))); do
        killed_after "$delay" "$MERLON_RELEASE" case open code-exposure --name leak$round --by me \
            -C $work/leak$round
        code=$?
        if [ -e $work/leak$round/case.yaml ]; then
            "$MERLON_RELEASE" case status -C $work/leak$round >/dev/null 2>>$work/err ||
                fail "round $round: a case that can't be read"
            break
        fi
        [ $code = 137 ] || fail "round $round: exit code $code, and no case"
        kills=$((kills + 1))
    done
    [ -e $work/leak$round/case.yaml ] ||
        "$MERLON_RELEASE" case open code-exposure --name leak$round --by me -C $work/leak$round \
            >/dev/null || fail "round $round: can't be opened after kills"
done
[ $kills -gt 0 ] || fail "no open was killed: the delays are too long for this machine"
opens=$kills

# How long an answer takes here, in milliseconds.
case=$work/leak1
steps=$("$MERLON_RELEASE" case status -C $case -f json | sed -n 's/^      "id": "\(.*\)",$/\1/p')
step=$(echo "$steps" | head -n 1)
start=$(date +%s%N)
for i in 1 2 3 4 5 6 7 8 9 10; do
    "$MERLON_RELEASE" case note "warm-$i" --by me -C $case >/dev/null || fail "note $i"
done
most=$((($(date +%s%N) - start) / 5000000 + 2)) # twice as long

# $1: a worker's name; answers 100 times, each third is a note.
answer() {
    set -- "$1" $steps
    worker=$1 number=0
    for delay in $(delays 100 $most "$seed$1"); do
        number=$((number + 1))
        shift
        [ $# -gt 0 ] || set -- $steps
        text=answer-$worker-$number
        if [ $((number % 3)) = 0 ]; then
            killed_after "$delay" "$MERLON_RELEASE" case note "$text" --by me -C $case
        else
            killed_after "$delay" "$MERLON_RELEASE" case answer "$1" "$text" --by me -C $case
        fi
        code=$?
        case $code in
        0) echo "$text" >>$work/acknowledged-$worker ;;
        137) echo "$text" >>$work/killed-$worker ;;
        *) echo "$text: exit code $code" >>$work/refused ;;
        esac
        "$MERLON_RELEASE" case status -C $case >/dev/null 2>>$work/err ||
            echo "$text: unreadable" >>$work/refused
    done
}
: >$work/acknowledged-1 && : >$work/acknowledged-2 && : >$work/killed-1 && : >$work/killed-2
answer 1 &
first=$!
answer 2 &
second=$!
wait $first $second
[ ! -e $work/refused ] || fail "$(head -n 5 $work/refused)"
sed -n 's/^ *text: \(answer-.*\)$/\1/p' $case/case.yaml | sort >$work/kept
cat $work/acknowledged-1 $work/acknowledged-2 | sort >$work/acknowledged
cat $work/killed-1 $work/killed-2 | sort >$work/killed
lost=$(comm -23 $work/acknowledged $work/kept | wc -l)
[ "$lost" = 0 ] || fail "$lost answers were acknowledged and are lost"
[ -z "$(uniq -d $work/kept)" ] || fail "answers stand in the case twice"
sort $work/acknowledged $work/killed | comm -13 - $work/kept | grep . && fail "answers of nobody"
[ -s $work/acknowledged ] || fail "nothing was acknowledged: the delays are too short"
[ -s $work/killed ] || fail "nothing was killed: the delays are too long"
"$MERLON_RELEASE" case answer "$step" last --by me -C $case >/dev/null || fail "the last answer"
left=$(find $case -name 'case.yaml.*' | wc -l)
[ "$left" = 0 ] || fail "$left temporary files are left"
late=$(comm -12 $work/killed $work/kept | wc -l)

# Two cases over the same evidence: runs of the one are killed.
for name in killed-run whole-run; do
    "$MERLON_RELEASE" case open code-exposure --name leak --by me --at 2026-11-21T10:00:00Z \
        --model tests/data/scenario --logs tests/data/logs/trail.json \
        --logs tests/data/logs/access.log --bucket customer-data -C $work/$name \
        >/dev/null || fail "$name: can't be opened"
done
start=$(date +%s%N)
"$MERLON_RELEASE" case run -C $work/whole-run >/dev/null || fail "a run: exit code $?"
most=$((($(date +%s%N) - start) / 1000000 + 2))
runs=0 number=0
for delay in $(delays 40 $most "$seed"); do
    number=$((number + 1))
    "$MERLON_RELEASE" case run -C $work/killed-run >/dev/null 2>>$work/err &
    run=$!
    for name in killed-run whole-run; do
        "$MERLON_RELEASE" case answer root-cause "cause $number" --by me -C $work/$name \
            --at 2026-11-21T11:00:00Z >/dev/null || fail "$name: an answer beside a run"
    done
    sleep "$delay"
    kill -9 $run 2>/dev/null
    wait $run 2>/dev/null
    [ $? != 137 ] || runs=$((runs + 1))
    find $work/killed-run -name '*.jsonl' -exec grep -v '^{.*}$' {} + >>$work/broken
done
[ $runs -gt 0 ] || fail "no run was killed: the delays are too long for this machine"
[ ! -s $work/broken ] || fail "half a line of evidence: $(head -n 1 $work/broken)"
for name in killed-run whole-run; do
    "$MERLON_RELEASE" case run -C $work/$name >/dev/null || fail "$name: exit code $?"
done
diff -r $work/killed-run $work/whole-run >$work/differ || fail "differs: $(head -n 5 $work/differ)"
echo "killed: $opens opens, $runs runs, $(wc -l <$work/killed) of 200 answers and notes, of which" \
    "$late were written already"
exit $status
