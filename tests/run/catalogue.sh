#!/bin/sh
# Every threat of the catalogues that merlon covers is the source of exactly one rule, and no rule
# names a source that no catalogue has. The catalogues are in ../shared/catalog, when it is there.
set -u
catalogue=../shared/catalog
if [ ! -d $catalogue ]; then
    echo "skipped: $catalogue is not there"
    exit 77
fi
work=build/test/catalogue
mkdir -p $work
ids() { sed -n 's/^  - id: //p' "$1"; }
{
    ids $catalogue/rules.yaml | sed 's/^/rapticore:/'
    ids $catalogue/design_threats.yaml | sed -e 's/^sls-/serverless:&/' -e 's/^tmt-/tmt:&/'
} | sort >$work/wanted
"$MERLON" rules --format json |
    awk '/"source": \[$/ { inside = 1; next }
         inside && /\]/ { inside = 0 }
         inside { gsub(/[", ]/, ""); print }' | sort >$work/found
grep -v '^playbook-code-exposure:' $work/found | diff $work/wanted - >$work/differences
status=$?
sed -n -e 's/^< /no rule has the source /p' -e 's/^> /twice, or in no catalogue: /p' $work/differences
uniq -d $work/found | sed 's/^/twice: /'
[ -z "$(uniq -d $work/found)" ] || status=1
echo "$(wc -l <$work/wanted) threats in the catalogues"
[ "$(wc -l <$work/wanted)" -eq 110 ] || { echo "expected 63 + 47"; status=1; }
exit $status
