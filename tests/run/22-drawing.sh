#!/bin/sh
# Pictures of models of all sizes: well formed, the same twice, soon there, and without overlaps of
# what is to be read (tests/tools/draw_model.c makes the models). Takes Graphviz.
set -u
work=build/test/drawing
rm -rf $work && mkdir -p $work
draw=build/asan/draw_model
status=0
command -v dot >/dev/null || { echo 'dot (Graphviz) is not installed: no pictures'; exit 77; }
check() {
    name=$1
    shift
    for format in svg dot mermaid; do
        timeout 20 $draw $format "$@" >$work/$name.$format ||
            { echo "$name: no $format within 20 seconds"; status=1; }
    done
    $draw svg "$@" | cmp -s - $work/$name.svg || { echo "$name: not the same twice"; status=1; }
    dot -Tplain <$work/$name.dot >$work/$name.plain 2>$work/$name.err ||
        { echo "$name: dot refuses it"; head -n 2 $work/$name.err; status=1; }
    if command -v xmllint >/dev/null; then
        xmllint --noout $work/$name.svg || { echo "$name: is not well formed"; status=1; }
    fi
    # Numbers of flows: no two of their boxes meet, and none meets an element's outline.
    sed 's/<rect class="pill"/\n&/g; s/<rect class="shape"/\n&/g' $work/$name.svg |
        awk -v name="$name" '
            function value(key,   text) {
                if (!match($0, key "=\"[-0-9.]+")) return 0
                text = substr($0, RSTART + length(key) + 2, RLENGTH - length(key) - 2)
                return text + 0
            }
            /class="legend"/ { exit }
            /^<rect class="(pill|shape)"/ {
                n++
                pill[n] = /class="pill"/
                left[n] = value(" x"); top[n] = value(" y")
                right[n] = left[n] + value(" width"); bottom[n] = top[n] + value(" height")
                if (pill[n] && value(" height") != 18) n-- # a badge stands on its element
            }
            END {
                for (i = 1; i <= n; i++) for (k = i + 1; k <= n; k++)
                    if ((pill[i] || pill[k]) && left[i] < right[k] && left[k] < right[i] && \
                        top[i] < bottom[k] && top[k] < bottom[i]) found++
                if (found) { print name ": " found " numbers stand on something"; exit 1 }
            }' || status=1
}
check shop shop
check shop-down shop down
check hostile hostile
for elements in 10 40 60 300 3000; do
    for seed in 1 2 3; do check $elements-$seed $elements $seed; done
done
exit $status
