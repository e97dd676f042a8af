"$MERLON" hunt --no-builtin --rules tests/data/hunt/leak.yml --from 2026-03-03T02:09 --to 2026-03-03T02:12 --model examples/leak --date 2026-03-04 -f jsonl examples/leak/logs
"$MERLON" hunt --no-builtin --rules tests/data/hunt/leak.yml --from 2026-03-03T02:09 --to 2026-03-03T02:12 --model examples/leak --date 2026-03-04 -f csv examples/leak/logs
