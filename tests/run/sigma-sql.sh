#!/bin/sh
# What `merlon rules convert` writes, run by databases: each rule must find the events that it is known to
# find, no more and no less. The rules and events are our own (tests/data/sigma-sql) and, where ../shared is
# there, SigmaHQ's with their fixtures. DuckDB and, if it is there, ClickHouse come as packages of npm:
#   npm install --prefix build/node @duckdb/node-api        (75 MB; .ci/run does it)
#   npm install --prefix build/node chdb                    (540 MB; ClickHouse in a library)
# NODE_PATH says where the packages are.
set -u
NODE_PATH=${NODE_PATH:-$PWD/build/node/node_modules}
export NODE_PATH
has() { node -e 'require.resolve(process.argv[1] + "/package.json")' "$1" 2>/dev/null; }
if ! has @duckdb/node-api; then
    echo 'skipped: node with @duckdb/node-api is not there (npm install --prefix build/node @duckdb/node-api)'
    exit 77
fi
engines=duckdb
has chdb && engines="$engines clickhouse"
shared=../shared/conformance/sigma
status=0
for engine in $engines; do
    node tests/tools/sigma_sql.js "$engine" "$MERLON_RELEASE" tests/data/sigma-sql/events.jsonl \
        tests/data/sigma-sql/rules.yml || status=1
    [ -d "$shared" ] || continue
    node tests/tools/sigma_sql.js "$engine" "$MERLON_RELEASE" "$shared/events.jsonl" "$shared/rules" \
        "$shared/expected.events.json" || status=1
done
if [ $status = 0 ] && [ ! -d "$shared" ]; then
    echo 'skipped: SigmaHQ rules (../shared/conformance/sigma is not there); our own passed'
    exit 77
fi
exit $status
