# lines.awk -- what a model says, one line each, of the indented JSON of `merlon model` or `merlon paths`:
#   boundary | id | kind | parent
#   element | id | kind | type | boundary
#   flow | id | label | certain | encrypted | authenticated | crosses
#   threat | id | verdict | severity | state
#   path | from | to | certain | hops
# Evidence, lines and values aren't in them, so that two ways of writing the same system give the same lines.
# The file named by `moved`, if any, holds pairs "old new": addresses that change their name.
function text(line) {
    sub(/^ *("[a-z_]+": )?"?/, "", line)
    sub(/"?,?$/, "", line)
    gsub(/\\"/, "\"", line)
    return line
}
function forget() {
    split("", value)
    list = ""
}
# replaces whole addresses: what goes on with a letter, digit, dot or bracket is another one
function rename(line,    old, at, out, after, before) {
    for (old in renamed) {
        out = ""
        while ((at = index(line, old)) > 0) {
            before = at > 1 ? substr(line, at - 1, 1) : " "
            after = substr(line, at + length(old), 1)
            out = out substr(line, 1, at - 1) \
                (before ~ /[A-Za-z0-9_.-]/ || after ~ /[A-Za-z0-9_.[-]/ ? old : renamed[old])
            line = substr(line, at + length(old))
        }
        line = out line
    }
    return line
}
function show(line) { print rename(line) }
BEGIN {
    if (moved != "")
        while ((getline pair < moved) > 0)
            if (split(pair, half, " ") == 2) renamed[half[1]] = half[2]
}
/^  "[a-z]+": [[{]$/ { section = $1; what = "" }
section == "\"model\":" && /^    "[a-z]+": \[$/ { what = $1 }
section == "\"model\":" && /^    \]/ { what = "" }
what != "" && /^      \{$/ { forget() }
what != "" && /^        "[a-z_]+": / { key = $1; value[key] = text($0) }
what != "" && /^          "is": / { value[key] = text($0) }
what == "\"flows\":" && key == "\"crosses\":" && /^          "/ { list = list ", " text($0) }
what == "\"boundaries\":" && /^      \}/ {
    show("boundary | " value["\"id\":"] " | " value["\"kind\":"] " | " value["\"parent\":"])
}
what == "\"elements\":" && /^      \}/ {
    show("element | " value["\"id\":"] " | " value["\"kind\":"] " | " value["\"type\":"] " | " value["\"boundary\":"])
}
what == "\"flows\":" && /^      \}/ {
    show("flow | " value["\"id\":"] " | " value["\"label\":"] " | " value["\"certain\":"] " | " \
        value["\"encrypted\":"] " | " value["\"authenticated\":"] " | " substr(list, 3))
}
(section == "\"threats\":" || section == "\"paths\":") && /^    \{$/ { forget() }
(section == "\"threats\":" || section == "\"paths\":") && /^      "[a-z_]+": / { value[$1] = text($0) }
section == "\"threats\":" && /^    \}/ {
    show("threat | " value["\"id\":"] " | " value["\"verdict\":"] " | " value["\"severity\":"] " | " value["\"state\":"])
}
section == "\"paths\":" && /^          "kind": / { list = list "; " text($0) }
section == "\"paths\":" && /^          "(from|to|how|certain)": / { list = list " > " text($0) }
section == "\"paths\":" && /^    \}/ {
    show("path | " value["\"from\":"] " | " value["\"to\":"] " | " value["\"certain\":"] " | " substr(list, 3))
}
