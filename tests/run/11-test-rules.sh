#!/bin/sh
# Every example inside every built-in rule.
exec "$MERLON" test-rules
