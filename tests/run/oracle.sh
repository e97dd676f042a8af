#!/bin/sh
# Other people's labels (../shared/data/iac/oracle.tsv: check, sources, fixture, resource, fail or
# pass) for the rules that exist. A label "fail" wants the threat present, "pass" wants it absent.
# Every difference stands in docs/oracle-differences.md with who is right and why; a difference that
# doesn't is a failure, and so is one that is listed and gone. UPDATE=1 prints the differences.
set -u
data=../shared/data/iac
[ -f $data/oracle.tsv ] || { echo "skipped: $data/oracle.tsv is not there"; exit 77; }
work=build/test/oracle
rm -rf $work && mkdir -p $work

# "source<tab>rule id" of each rule, and "check<tab>rule id" where a rule says that a check is its own
"$MERLON" rules --format json | awk '
    { gsub(/[",]/, "") }
    $1 == "id:" { id = $2 }
    /: \[$/ { list = $1 }
    /\]/ { list = "" }
    list == "source:" && !/\[/ { print $1 "\t" id }
    list == "checkov:" && !/\[/ { print $1 "\t" id }' >$work/sources
# labels of existing rules: rule ids (of the check; else of its sources, after a bar), check, expected,
# fixture, resource
awk -F '\t' 'NR == FNR { rule[$1] = rule[$1] (rule[$1] == "" ? "" : ",") $2; next }
    FNR > 1 { n = split($2, part, ","); ids = ""
        for (i = 1; i <= n; i++) if (part[i] in rule) ids = ids (ids == "" ? "" : ",") rule[part[i]]
        ids = ($1 in rule ? rule[$1] : "") (ids == "" ? "" : "|") ids
        if (ids != "") print ids "\t" $1 "\t" $5 "\t" $3 "\t" $4 }' \
    $work/sources $data/oracle.tsv >$work/labels

# each fixture alone: files beside a .tf file would belong to its module
cut -f 4 $work/labels | sort -u | while read -r fixture; do
    rm -rf $work/one && mkdir $work/one
    if [ -d "$data/oracle/$fixture" ]; then
        cp -r "$data/oracle/$fixture/." $work/one/
    else
        cp "$data/oracle/$fixture" $work/one/
    fi
    "$MERLON" model --all -f json $work/one 2>/dev/null | awk -f tests/run/lib.awk |
        sed 's|\\"|"|g' | while read -r verdict id; do printf '%s\t%s\t%s\n' "$fixture" "$verdict" "$id"; done
done >$work/verdicts

awk -F '\t' 'NR == FNR { split($3, part, "@"); verdict[$1, part[1], part[2]] = $2; next }
    { address = $5; if (address ~ /^AWS::/) { n = split(address, name, "."); address = name[n] }
      groups = split($1, group, "|"); found = ""
      for (g = 1; g <= groups && found == ""; g++) {
          n = split(group[g], ids, ",")
          for (i = 1; i <= n; i++) {
              one = verdict[$4, ids[i], address]
              if (one != "" && (found == "" || one == "present")) found = one
          }
      }
      if (found == "") found = "not judged"
      labels++
      wanted = $3 == "fail" ? "present" : "absent"
      if (found == wanted) { agreed++; next }
      print $2 "\t" $3 "\t" $4 "\t" $5 "\t" found }
    END { printf "%d of %d labels agree\n", agreed, labels >"/dev/stderr" }' \
    $work/verdicts $work/labels 2>$work/summary | sort >$work/found
cat $work/summary
if [ "${UPDATE:-}" = 1 ]; then
    cat $work/found
    exit 0
fi
# the rows of the document: | check | label | fixture | resource | merlon | who | why |
awk -F ' *\\| *' '/^\| CKV/ { print $2 "\t" $3 "\t" $4 "\t" $5 "\t" $6; who[$7]++; rows++ }
    END { for (w in who) printf "%s right: %d\n", w, who[w] >"/dev/stderr"
          if (rows == 0 || who["label"] / rows > 1) exit 1 }' \
    docs/oracle-differences.md 2>$work/who | sort >$work/listed
cat $work/who
labels=$(wc -l <$work/labels)
wrong=$(sed -n 's/^label right: //p' $work/who)
if ! cmp -s $work/found $work/listed; then
    echo "not as docs/oracle-differences.md says (< only there, > only found):"
    diff $work/listed $work/found
    exit 1
fi
[ $((${wrong:-0} * 100)) -le "$labels" ] || { echo "labels are right in more than 1 %"; exit 1; }
