for database in duckdb clickhouse athena; do
    "$MERLON" rules convert --to $database tests/golden/convert.yml
    echo "exit code $?"
done
"$MERLON" rules convert --help
"$MERLON" rules convert tests/golden/convert.yml
echo "exit code $?"
"$MERLON" rules convert --to oracle tests/golden/convert.yml
echo "exit code $?"
"$MERLON" rules convert --to duckdb tests/golden/nothing.yml
echo "exit code $?"
"$MERLON" rules convert --to duckdb
