"$MERLON" hunt --no-builtin --rules tests/data/hunt/blind.yml --model examples/leak --date 2026-03-04 examples/leak/logs
