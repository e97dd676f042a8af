# code.awk -- reads C, a line at a time, for the rules that come after it.
#
# Gives them, for each line:
#     code             the line without comments and without what is in string literals
#     is_directive     it belongs to a preprocessor directive
#     is_comment[n]    line n of this file holds a comment and nothing else
#     is_src, folder   the file is in src/, and in which folder
# and calls, for what stands outside of all braces:
#     on_function(text, line)    at its last line; line is the first line of its signature
#     on_prototype(text, line)
#     on_variable(text, line)    text ends before the "=", if there is one
# A rule says what is wrong with report(line, message).
#
# This is no compiler: it relies on the layout that clang-format gives, and knows the two braces
# that do not nest (extern "C" and namespace).

function report(line, message) {
    printf "%s:%d: %s\n", FILENAME, line, message
}

# Returns the line after the literal that was just opened.
function after_literal(line, quote) {
    if (quote == "'") match(line, /^([^'\\]|\\.)*'/)
    else match(line, /^([^"\\]|\\.)*"/)
    return RSTART ? substr(line, RLENGTH + 1) : ""
}

function code_of(line,   out, token, end) {
    out = ""
    while (line != "") {
        if (in_comment) {
            end = index(line, "*/")
            if (!end) return out
            in_comment = 0
            out = out " "
            line = substr(line, end + 2)
            continue
        }
        if (!match(line, /\/\*|\/\/|"|'/)) return out line
        out = out substr(line, 1, RSTART - 1)
        token = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        if (token == "//") return out
        if (token == "/*") {
            in_comment = 1
        } else {
            out = out token token
            line = after_literal(line, token)
        }
    }
    return out
}

# Returns text without __attribute__((...)) and __extension__.
function without_attributes(text,   start, i, depth, c) {
    gsub(/__extension__ */, "", text)
    while ((start = index(text, "__attribute__")) > 0) {
        depth = 0
        for (i = start + length("__attribute__"); i <= length(text); i++) {
            c = substr(text, i, 1)
            if (c == "(") depth++
            if (c == ")" && --depth == 0) break
        }
        text = substr(text, 1, start - 1) substr(text, i + 1)
    }
    return text
}

# A "(" before any "=", "[" or "}" makes text a function, unless it is a pointer to one.
function is_callable(text) {
    return text ~ /^[^=\[}(]*\(/ && text !~ /^[^(]*\( *\*/ && text !~ /^ *(typedef|struct|union|enum) /
}

function read_text(text) {
    if (depth > 0 || text ~ /^[ \t]*$/) return
    if (head == "") head_line = FNR
    head = head " " text
}

function read_open() {
    if (depth == 0) {
        head = without_attributes(head)
        if (head ~ /^ *extern "" *$/ || head ~ /^ *(inline +)?namespace/) {
            head = ""
            return
        }
        in_function = is_callable(head)
    }
    depth++
}

function read_close() {
    if (depth == 0) return
    depth--
    if (depth > 0) return
    if (in_function) {
        on_function(head, head_line)
        head = ""
    } else {
        head = head "}"
    }
    in_function = 0
}

function read_statement(   text) {
    if (depth > 0) return
    text = without_attributes(head)
    head = ""
    if (text ~ /^ *(typedef|using|static_assert|_Static_assert)[ (]/) return
    if (text ~ /^ *(struct|union|enum|class)[^=]*}$/ || text ~ /^ *(struct|union|enum|class) +[A-Za-z0-9_]+ *$/)
        return
    if (is_callable(text)) on_prototype(text, head_line)
    else if (text ~ /[A-Za-z]/) {
        sub(/=.*/, "", text)
        on_variable(text, head_line)
    }
}

function read_code(line) {
    while (match(line, /[{};]/)) {
        mark = substr(line, RSTART, 1)
        read_text(substr(line, 1, RSTART - 1))
        line = substr(line, RSTART + 1)
        if (mark == "{") read_open()
        else if (mark == "}") read_close()
        else read_statement()
    }
    read_text(line)
}

FNR == 1 {
    in_comment = is_continued = depth = in_function = 0
    head = ""
    split("", is_comment)
    is_src = FILENAME ~ /^src\//
    split(FILENAME, path, "/")
    folder = is_src ? path[2] : ""
}

{
    code = code_of($0)
    is_directive = is_continued || code ~ /^[ \t]*#/
    is_continued = is_directive && /\\$/
    is_comment[FNR] = code ~ /^[ \t]*$/ && $0 !~ /^[ \t]*$/
    # A brace in the first column ends a definition, whatever #if did to the count.
    if (code ~ /^}/ && depth > 1) depth = 1
    if (!is_directive) read_code(code)
}
