#!/bin/sh
# Golden transcripts: tests/golden/<name>.cmd is a command line, <name>.out what it must print, exit
# code included, to the byte. UPDATE=1 rewrites them, to be read before they are committed.
set -u
: "${MERLON:?is the program to test}"
status=0
for command in tests/golden/*.cmd; do
    expected=${command%.cmd}.out
    { (. "./$command") 2>&1; echo "exit code $?"; } >build/test/golden.out
    if [ "${UPDATE:-}" = 1 ]; then
        cp build/test/golden.out "$expected"
    elif ! cmp -s build/test/golden.out "$expected"; then
        echo "$command: differs from $expected"
        diff "$expected" build/test/golden.out | head -n 20
        status=1
    fi
done
exit $status
