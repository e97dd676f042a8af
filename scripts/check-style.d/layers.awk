# layers.awk -- who may include whom, as src/LAYERS says. Comes after code.awk.

function read_layers(   line, words, count, i) {
    while ((getline line < LAYERS) > 0) {
        layer_line++
        if (line ~ /^(#|$)/) continue
        count = split(line, words, " ")
        sub(/:$/, "", words[1])
        is_folder[words[1]] = 1
        for (i = 2; i <= count; i++) {
            may_include[words[1], words[i]] = 1
            if (!(words[i] in is_folder) || words[i] == words[1])
                printf "%s:%d: %s does not stand above %s\n", LAYERS, layer_line, words[i], words[1]
        }
    }
}

function add_edge(from, to) {
    if ((from, to) in edge_at) return
    edge_at[from, to] = FILENAME ":" FNR
    edges[from] = edges[from] " " to
}

# Follows all edges from node, depth first, and reports each edge that leads back to where the
# walk came from. A state of 1 is "on the way", 2 is "done".
function walk(node,   next_nodes, count, i) {
    state[node] = 1
    count = split(edges[node], next_nodes, " ")
    for (i = 1; i <= count; i++) {
        if (state[next_nodes[i]] == 1)
            printf "%s: %s leads back to %s\n", edge_at[node, next_nodes[i]], next_nodes[i], node
        else if (state[next_nodes[i]] != 2)
            walk(next_nodes[i])
    }
    state[node] = 2
}

function check_include(target,   target_folder) {
    if (target ~ /\.\.\//) {
        report(FNR, "an include names the folder, as in \"base/str.h\"; no ../")
        return
    }
    if (target !~ /\//) {
        report(FNR, "an include names the folder, as in \"base/str.h\"")
        return
    }
    target_folder = target
    sub(/\/.*/, "", target_folder)
    if (target_folder != folder && !((folder, target_folder) in may_include))
        report(FNR, folder " may not include " target_folder " (src/LAYERS)")
    if (target_folder != folder) add_edge("src/" folder, "src/" target_folder)
    if (is_header()) add_edge(FILENAME, "src/" target)
}

BEGIN {
    LAYERS = "src/LAYERS"
    read_layers()
}

is_src && FNR == 1 && !(folder in is_folder) { report(1, "src/LAYERS does not name " folder) }
is_src && FNR == 1 && path[4] != "" { report(1, "src/ has one level of folders") }

is_src && code ~ /^ *# *include *""/ {
    split($0, parts, "\"")
    check_include(parts[2])
}

is_src && code ~ /^ *# *include *</ {
    split($0, parts, /[<\/]/)
    if (parts[2] in is_folder) report(FNR, "merlon's own headers are included with quotes")
}

END {
    for (node in edges) nodes[++node_count] = node
    # Sorted, so that the same cycle is reported at the same place everywhere.
    for (i = 2; i <= node_count; i++) {
        node = nodes[i]
        for (j = i - 1; j > 0 && nodes[j] > node; j--) nodes[j + 1] = nodes[j]
        nodes[j + 1] = node
    }
    for (i = 1; i <= node_count; i++)
        if (!state[nodes[i]]) walk(nodes[i])
}
