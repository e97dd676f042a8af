"$MERLON" hunt --model examples/leak --date 2026-03-04 --threads 1 examples/leak/logs
