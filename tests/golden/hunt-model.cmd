"$MERLON" hunt --no-builtin --rules tests/data/hunt/leak.yml --model examples/leak --date 2026-03-04 --threads 1 examples/leak/logs
