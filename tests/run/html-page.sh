#!/bin/sh
# The HTML report, the page of a hunt and the report of a case, in a browser: axe-core finds nothing serious, the page doesn't scroll sideways, links
# lead to what they name, folds open with the keyboard; on a desktop and a phone, light and dark. It takes
# chromium (apt) and, from npm, playwright-core and axe-core; .ci/run installs the latter two. CHROMIUM
# says where the browser is, NODE_PATH where the packages are.
set -u
NODE_PATH=${NODE_PATH:-$PWD/build/node/node_modules}
export NODE_PATH
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
if [ -z "$CHROMIUM" ]; then
    echo 'skipped: chromium is not there (apt install chromium)'
    exit 77
fi
packages='playwright-core axe-core'
for package in $packages; do
    node -e 'require.resolve(process.argv[1] + "/package.json")' "$package" 2>/dev/null && continue
    echo "skipped: node with $package is not there (npm install --prefix build/node $packages)"
    exit 77
done
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
"$MERLON_RELEASE" model -o "$work/shop.html" examples/shop/template.yaml || exit 1
"$MERLON_RELEASE" model --date 2026-01-31 --decisions tests/golden/decisions.yaml --framework pci-dss-4 --all \
    -o "$work/orders.html" examples/pairs/orders/template.yaml || exit 1
"$MERLON_RELEASE" model -o "$work/web-tier.html" examples/pairs/web-tier/template.yaml || exit 1
"$MERLON_RELEASE" model -o "$work/tm7.html" tests/data/tm7/shop.tm7 || exit 1
"$MERLON_RELEASE" model -o "$work/model.html" tests/data/models/model.yaml || exit 1
"$MERLON_RELEASE" hunt --model examples/leak --date 2026-03-04 -o "$work/hunt.html" --threat-model "$work/seen.html" \
    examples/leak/logs || exit 1
"$MERLON_RELEASE" case open code-exposure --name leak -C "$work/leak" --model examples/leak --logs examples/leak/logs \
    --bucket acme-reports --bucket acme-invoices-111122223333 --person 'incident lead=Ada Lovelace' >"$work/out" &&
    "$MERLON_RELEASE" case answer -C "$work/leak" kinds-of-data 'customer data' >>"$work/out" &&
    "$MERLON_RELEASE" case run -C "$work/leak" >>"$work/out" || { cat "$work/out"; exit 1; }
node tests/tools/html_page.js "$CHROMIUM" "$work"/*.html "$work/leak/report.html"
