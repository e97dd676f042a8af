#!/bin/sh
# What merlon makes of directories of Terraform: the share of attribute values that it works out (at
# least 95 % of those that don't hang on what is outside), the parser's speed on one core (at least
# 80 MB/s), `merlon model` over the whole folder (at most 5 s), and how a directory compares with
# the plan that terraform made of it. The directories are those of ../shared/data/iac.
set -eu
cd "$(dirname "$0")/.."
: "${MERLON:=build/merlon}"
corpus=../shared/data/iac/hcl
pairs=../shared/data/iac/pairs
if [ ! -d $corpus ]; then
    echo "bench/20-terraform: skipped: it needs $corpus"
    exit 0
fi
build/release/terraform_resolved $corpus | tee build/bench/terraform
"$MERLON" model --timings -f json $corpus >build/bench/report.json 2>build/bench/timings || true
awk '$1 == "total" { printf "merlon model over all of it: %.0f ms, at most %s MB\n", $2, $(NF - 1)
    exit $2 > 5000 }' build/bench/timings
[ ! -d $pairs ] || build/asan/pair_compare $pairs/*/
awk '/^attributes/ { for (i = 1; i <= NF; i++) if ($i == "%") share = $(i - 1) }
    /^parser/ { speed = $2 }
    END { if (share < 95 || speed < 80) { print "bench/20-terraform: FAILED"; exit 1 } }' build/bench/terraform
