# rules.awk -- the rules on one file at a time. Comes after code.awk.

BEGIN {
    FUNCTION_LINES_MAX = 70
    FUNCTION_PARAMETERS_MAX = 5
    FILE_LINES_MAX = 800
    COLUMNS_MAX = 100
    SPDX = "/* SPDX-License-Identifier: Apache-2.0 */"
    # They write beyond the end, keep hidden state, hide errors, eat the stack or start a shell.
    banned = "(strcpy|strncpy|strcat|strncat|strtok|sprintf|vsprintf|gets|scanf|sscanf" \
             "|atoi|atol|atof|alloca|system|popen)"
    printing = "(printf|vprintf|puts|putchar|perror)"
}

# Returns the word of words (a pattern) that code calls, or "".
function called(words,   name) {
    if (!match(code, "(^|[^A-Za-z0-9_])" words " *\\(")) return ""
    name = substr(code, RSTART, RLENGTH)
    gsub(/[^A-Za-z0-9_]/, "", name)
    return name
}

# Sets function_name and parameter_count from a signature. A pointer to a function counts as one
# parameter, and so does nothing but "...".
function read_signature(text,   i, c, nesting, start, commas, list) {
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "(" && nesting++ == 0) {
            start = i
            commas = 0
        }
        if (c == "," && nesting == 1) commas++
        if (c == ")" && --nesting == 0) list = substr(text, start + 1, i - start - 1)
    }
    text = substr(text, 1, start - 1)
    function_name = match(text, /[A-Za-z0-9_~]+ *$/) ? substr(text, RSTART) : "function"
    sub(/, *\.\.\. *$/, "", list) && commas--
    parameter_count = list ~ /^ *(void)? *$/ ? 0 : commas + 1
}

function is_header() {
    return FILENAME ~ /\.h$/
}

function check_comment(line) {
    if (!is_comment[line - 1])
        report(line, function_name ": a function in a header has a comment directly above it")
}

function on_function(text, line,   lines) {
    if (!is_src) return
    read_signature(text)
    lines = FNR - line + 1
    if (lines > FUNCTION_LINES_MAX)
        report(line, function_name ": " lines " lines; a function has at most " FUNCTION_LINES_MAX)
    if (parameter_count > FUNCTION_PARAMETERS_MAX)
        report(line, function_name ": " parameter_count " parameters; a function has at most " \
            FUNCTION_PARAMETERS_MAX)
    if (is_header()) check_comment(line)
}

function on_prototype(text, line) {
    if (!is_src || !is_header()) return
    read_signature(text)
    check_comment(line)
}

# The variable itself has to be constant: for a pointer, what comes after its last "*".
function on_variable(text, line) {
    if (!is_src || folder == "cli") return
    sub(/.*\*/, "", text)
    if (text !~ /(^|[^A-Za-z0-9_])(const|constexpr)([^A-Za-z0-9_]|$)/)
        report(line, "only cli/ may have a mutable variable outside of functions")
}

is_src && FNR == 1 && $0 != SPDX { report(1, "the first line has to be " SPDX) }
is_src && FNR == 2 && !/^\/\*/ { report(2, "the second line has to say in a comment what the file is") }
is_src && FNR == FILE_LINES_MAX + 1 { report(FNR, "a file has at most " FILE_LINES_MAX " lines") }

# A name without its extension belongs to one folder, and there to one source and one header.
is_src && FNR == 1 {
    name = path[3]
    sub(/\.[a-z]+$/, "", name)
    kind = is_header() ? "header" : "source"
    if (name in home && home[name] != folder)
        report(1, "there is a " name " in src/" home[name] " already")
    else if ((name, kind) in known)
        report(1, "there is another " kind " with this name")
    if (!(name in home)) home[name] = folder
    known[name, kind] = 1
}

/\t/ { report(FNR, "a tab") }
/[ \t\r]$/ { report(FNR, "white space at the end of the line") }

{
    columns = $0
    gsub(/[\200-\277]/, "", columns) # a character of UTF-8 counts once
    if (length(columns) > COLUMNS_MAX)
        report(FNR, length(columns) " columns; a line has at most " COLUMNS_MAX)
}

{
    name = called(banned)
    if (name != "") report(FNR, name " is banned")
}

is_src && folder != "cli" && folder != "serve" {
    name = called(printing)
    if (name == "" && match(code, /(^|[^A-Za-z0-9_])(stdout|stderr)([^A-Za-z0-9_]|$)/))
        name = "stdout or stderr"
    if (name != "") report(FNR, name ": only cli/ and serve/ print")
}
