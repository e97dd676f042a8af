# keys.awk -- no key in a rule that nothing reads: each key at the top of a YAML file has to be in
# one of the C files, as S("key") or S_INIT("key"). The C files come first.

/./ && FILENAME ~ /\.c$/ {
    line = $0
    while (match(line, /S(_INIT)?\("[^"]*"\)/)) {
        word = substr(line, RSTART, RLENGTH - 2)
        sub(/^[^"]*"/, "", word)
        is_read[word] = 1
        line = substr(line, RSTART + RLENGTH)
    }
    next
}

match($0, /^[A-Za-z_][A-Za-z0-9_-]*:/) {
    key = substr($0, 1, RLENGTH - 1)
    if (!(key in is_read)) printf "%s:%d: nothing in src/rule reads the key %s\n", FILENAME, FNR, key
}
