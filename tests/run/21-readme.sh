#!/bin/sh
# The tour of README.md: each console block is one command and what it prints, where one line of
# three dots stands for lines that were cut. UPDATE=1 writes the blocks anew, as long as they were.
set -u
mkdir -p build/test/bin
rm -f build/shop.* # what the tour writes
ln -sf "${MERLON:-$PWD/build/merlon}" build/test/bin/merlon
PATH=$PWD/build/test/bin:$PATH awk '
function run(pipe,    line) {
    printed_count = 0
    while ((pipe | getline line) > 0) printed[++printed_count] = line
    close(pipe)
}
function differs(told) {
    printf "README.md:%d: %s\n  says  %s\n", start, command, told > "/dev/stderr"
    wrong = 1
}
function same(told, got) {
    if (told != got) differs(told "\n  got   " got)
}
function finish(    i, head, tail) {
    head = cut ? cut - 1 : count
    tail = cut ? count - cut : 0
    run("{ " command "; } 2>&1")
    blocks++
    if (!cut && printed_count != count) differs(count " lines\n  got   " printed_count " lines")
    for (i = 1; i <= head && i <= printed_count; i++) same(told[i], printed[i])
    for (i = 0; i < tail; i++) same(told[count - i], printed[printed_count - i])
    if (!cut) head = printed_count
    for (i = 1; i <= head; i++) print printed[i]
    if (cut) print "..."
    for (i = tail - 1; i >= 0; i--) print printed[printed_count - i]
}
inside && /^```$/ { finish(); inside = 0 }
inside && /^\$ / { command = substr($0, 3); print; next }
inside { told[++count] = $0; if ($0 == "...") cut = count; next }
{ print }
/^```console$/ { inside = 1; count = 0; cut = 0; start = NR }
END {
    if (blocks == 0) differs("no console block")
    exit wrong
}' README.md >build/test/README.md
status=$?
if [ "${UPDATE:-}" = 1 ]; then
    cp build/test/README.md README.md
    exit 0
fi
exit $status
