#!/bin/sh
# merlon case, end to end, on a made-up company whose code leaks (tests/scenario, make_scenario):
# a bucket and a role's trust are opened, somebody without credentials reads from the bucket, a
# stranger clones a repository and reads 57 objects through two roles; around it 200,000 events of
# everyday life, some of them with the same bucket and repository. The case must name the owner, the
# window, the chain, the objects and bytes, and nobody else. Then the same with hostile names.
set -u
: "${MERLON:?is the program to test}"
: "${MERLON_RELEASE:=$MERLON}"
tool=${MAKE_SCENARIO:-build/asan/make_scenario}
work=build/test/case-scenario
status=0
rm -rf $work && mkdir -p $work
[ -x "$tool" ] || {
    echo "skipped: $tool isn't built"
    exit 77
}

fail() {
    echo "$1"
    status=1
}

# $1 is what it is, $2 what it must be.
same() {
    [ "$2" = "$3" ] || fail "$1: '$3' instead of '$2'"
}

# Prints the value of a name of truth.json.
truth() {
    sed -n "s/^\"$1\":\"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$logs/truth.json"
}

# Prints a member of each line of standard input that has it, as long as its text has no quotes.
member() {
    sed -n "s/.*[{,]\"$1\":\"\([^\"]*\)\".*/\1/p"
}

# Prints the lines of a step's evidence that an actor did.
evidence_of() {
    LC_ALL=C awk -v wanted="\"actor\":\"$2\"" 'index($0, wanted)' "$leak/evidence/$1.jsonl"
}

summed() {
    awk '{ n += $1 } END { printf "%d\n", n }'
}

# $1 the program, $2 the case, $3 the repository, $4 and $5 one option more.
open_case() {
    "$1" case open code-exposure --name "$2" -C "$work/$2" --model tests/data/scenario \
        --logs "$logs/logs" --findings "$logs/findings/findings.json" --bucket acme-source \
        --repository "$3" --person 'incident lead=Ada Lovelace' --by ada \
        --at 2026-11-21T10:00:00Z "$4" "$5" >$work/opened || fail "case open: exit code $?"
}

# ---- the story is told as it was ----

logs=$work/company
leak=$work/leak
"$tool" $logs 200000 1 || fail "make_scenario: exit code $?"
open_case "$MERLON_RELEASE" leak acme-shop --person 'code owner=Grace Hopper'
cp -r $leak $work/again
"$MERLON_RELEASE" case run -C $leak --threads 1 >$work/run || fail "case run: exit code $?"
"$MERLON_RELEASE" case run -C $work/again --threads 4 >$work/run.4 || fail "case run: exit code $?"
diff -r $leak $work/again >$work/difference ||
    fail "two runs give different files: $(head -n 3 $work/difference)"

report=$work/report.txt
plain_report() {
    sed 's/\\\([^a-zA-Z0-9]\)/\1/g; s/&#58;/:/g; s/<!-- -->//g; s/&lt;/</g; s/&gt;/>/g' \
        $leak/report.md >$report
}
plain_report
account=$(truth account)
first=$(truth chain2)
second=$(truth chain3)

# who owns it, and how it was opened
grep -qF "$(truth owner)" $report || fail "the report doesn't name the owner"
grep -qF "media-team@acme.example" $report && fail "the report names another's owner"
same "events that opened the bucket" "DeleteBucketPublicAccessBlock PutBucketPolicy " \
    "$(member name <$leak/evidence/bucket-exposure-changed.jsonl | tr '\n' ' ')"
same "when it was opened" "$(truth exposedBlock) $(truth exposedPolicy) " \
    "$(member time <$leak/evidence/bucket-exposure-changed.jsonl | tr '\n' ' ')"
same "who opened it" "$(truth exposedBy)" \
    "$(member principal <$leak/evidence/bucket-exposure-changed.jsonl | sort -u)"
same "who opened the role, and when" "$(truth exposedTrust) $(truth exposedBy)" \
    "$(cat $leak/evidence/*.jsonl | grep '"name":"UpdateAssumeRolePolicy"' | sort -u |
        awk '{ print }' | { read -r line && echo "$(echo "$line" | member time) $(echo "$line" |
            member principal)"; })"

# who read
same "objects that the stranger read" "$(truth objects)" \
    "$(evidence_of objects-read "$second" | member object | sort -u | wc -l)"
same "reads of the stranger" "$(truth objects)" "$(evidence_of objects-read "$second" | wc -l)"
same "bytes that the stranger read" "$(truth bytes)" \
    "$(evidence_of objects-read "$second" | member bytes | summed)"
same "first and last read" "$(truth readFirst) $(truth readLast)" \
    "$(evidence_of objects-read "$second" | member time | sort | sed -n '1p;$p' | paste -s -d ' ')"
same "addresses of the stranger" "$(truth address)" \
    "$(cat $leak/evidence/*.jsonl | grep -F "\"actor\":\"$second\"" | member address | sort -u)"
same "pulls of the stranger" "$(truth pulled) GitPull" \
    "$(evidence_of repository-read "$second" | { read -r line && echo "$(echo "$line" |
        member time) $(echo "$line" | member name)"; })"
same "objects that the stranger left" "$(truth planted)" \
    "$(evidence_of objects-written "$second" | member object | sort -u | wc -l)"
same "reads without credentials" "$(truth anonymousObjects)" \
    "$(evidence_of objects-read anonymous | member object | sort -u | wc -l)"
same "bytes without credentials" "$(truth anonymousBytes)" \
    "$(evidence_of objects-read anonymous | member bytes | summed)"
same "first and last read without credentials" "$(truth anonymousFirst) $(truth anonymousLast)" \
    "$(evidence_of objects-read anonymous | member time | sort | sed -n '1p;$p' | paste -s -d ' ')"
same "address without credentials" "$(truth anonymousAddress)" \
    "$(evidence_of objects-read anonymous | member address | sort -u)"

# what two logs tell of is told once, what only the bucket's own log has is told, too
same "reads in the timeline that only the access log has" "$(truth onlyLogged) anonymous" \
    "$(grep -F '"source":"s3access"' $leak/timeline.jsonl |
        sed 's/.*"time":"\([^"]*\)".*"actor":"\([^"]*\)".*/\1 \2/')"

# and nobody else
printf '%s\n' anonymous "$(truth chain1)" "$first" "$second" | LC_ALL=C sort >$work/actors
cat $leak/evidence/*.jsonl $leak/timeline.jsonl | member actor | LC_ALL=C sort -u >$work/found
comm -13 $work/actors $work/found >$work/strange
[ ! -s $work/strange ] || fail "actors that are none: $(paste -s -d ' ' $work/strange)"
comm -23 $work/actors $work/found >$work/missing
[ ! -s $work/missing ] || fail "actors that are missing: $(paste -s -d ' ' $work/missing)"
for nobody in storefront pipeline- user/alice user/bob config.amazonaws.com; do
    member principal <$leak/timeline.jsonl | grep -F "$nobody" >$work/others &&
        fail "the timeline has $(wc -l <$work/others) lines of $nobody"
done

# what else they did, and what was seen beside
same "calls that were denied" "$(truth denied)" \
    "$(cat $leak/evidence/*.jsonl | grep -F '"actor":"arn:' | grep -F '"source":"cloudtrail"' |
        grep '"error":"[A-Za-z.]*AccessDenied' | member event | sort -u | wc -l)"
same "the chain begins" "$(truth assumed) AssumeRole" \
    "$(evidence_of actor-sessions "$(truth chain1)" | { read -r line && echo "$(echo "$line" |
        member time) $(echo "$line" | member name)"; })"
same "names that were asked" "$(truth nameQueries)" \
    "$(grep -cF "$(truth instance)" $leak/evidence/names-asked.jsonl)"
same "connections with the stranger" "$(truth connections)" \
    "$(wc -l <$leak/evidence/connections-of-addresses.jsonl)"
grep -F "$(truth finding)" $leak/evidence/guardduty-findings.jsonl |
    grep -qF "\"actor\":\"$second\"" || fail "the finding isn't joined to the stranger"
grep -qF 9e57000000000000000000000000c0de $leak/evidence/*.jsonl &&
    fail "a finding of another kind is evidence"
grep -q '"rule":"lambda/secrets-in-environment".*checkout' \
    $leak/evidence/secrets-within-reach.jsonl || fail "the secret at risk isn't told"

# the report says so, too
awk '/^<a id="target-2"/ { inside = 1 } inside && /^## / { exit } inside' $report >$work/repository
grep -q "UpdateAssumeRolePolicy by $(truth exposedBy)" $work/repository ||
    fail "the report doesn't say how the repository could be reached"
grep -q "assumed-role/deploy/build" $work/repository ||
    fail "the report doesn't say that the stranger touched the repository"
for fact in "$(truth exposedBy)" "$first" "$second" "$(truth chain1)" "$(truth strangerAccount)" \
    "$(truth address)" "$(truth anonymousAddress)" "$(truth key3)" \
    "27.5 MB" "658.3 kB" pastebin.com aws_lambda_function.checkout GetObject GitPull \
    "3 hours between 2026-11-06T03:00:00Z and 2026-11-06T06:00:00Z"; do
    grep -qF -- "$fact" $report || fail "the report doesn't say $fact"
done
grep -qF 54.9 $report && fail "bytes that two logs tell of count twice"
grep -q 'Exfiltration:S3/AnomalousBehavior .*acme-source | yes' $report ||
    fail "the report doesn't join the finding"
grep 'Exfiltration:S3/AnomalousBehavior .*acme-reports' $report | grep -q '| yes' &&
    fail "a finding about somebody else belongs to the case"
cat $leak/report.* $leak/timeline.jsonl $leak/case.yaml $leak/evidence/*.jsonl |
    grep -q "made-up-Pa55w0rd\|MADEUPTOKEN" && fail "a secret is shown"

# each piece of evidence is where it says, and is what it says
sed -n '1~3000p' $leak/evidence/objects-read.jsonl >$work/samples
cat $leak/evidence/actor-*.jsonl $leak/evidence/bucket-exposure-changed.jsonl >>$work/samples
while read -r line; do
    file=$(echo "$line" | member file)
    offset=$(echo "$line" | sed 's/.*"offset":\([0-9]*\).*/\1/')
    case $file in
    /*) ;;
    *) file=$leak/$file ;;
    esac
    sum=$(gzip -dc "$file" | tail -c +$((offset + 1)) | head -n 1 | sed 's/,$//; s/\]}$//' |
        tr -d '\n' | sha256sum | cut -d ' ' -f 1)
    same "SHA-256 of the record at $offset of $file" "$sum" "$(echo "$line" | member sha256)"
done <$work/samples
same "SHA-256 of each file" "" "$(while read -r line; do
    file=$(echo "$line" | member file)
    case $file in
    /*) ;;
    *) file=$leak/$file ;;
    esac
    [ "$(sha256sum "$file" | cut -d ' ' -f 1)" = "$(echo "$line" | member sha256)" ] ||
        echo "$file"
done <$leak/evidence/files.jsonl)"

# what people wrote stays, and what they did not touch is as it was
"$MERLON_RELEASE" case answer root-cause "Nobody looked at the trust of partner-read." -C $leak \
    --by grace --at 2026-11-21T11:00:00Z >/dev/null || fail "case answer: exit code $?"
"$MERLON_RELEASE" case note "Legal was told." -C $leak --by ada --at 2026-11-21T11:05:00Z \
    >/dev/null || fail "case note: exit code $?"
"$MERLON_RELEASE" case run -C $leak --threads 2 >/dev/null || fail "case run: exit code $?"
plain_report
for text in "Nobody looked at the trust of partner-read." "Legal was told."; do
    grep -qF "$text" $leak/case.yaml || fail "case.yaml lost: $text"
    grep -qF "$text" $report || fail "the report lost: $text"
done
diff -r $leak/evidence $work/again/evidence >/dev/null || fail "an answer changes the evidence"
cmp -s $leak/timeline.jsonl $work/again/timeline.jsonl || fail "an answer changes the timeline"
"$MERLON_RELEASE" case export -C $leak -o $work/leak.tar >/dev/null || fail "case export: $?"
"$MERLON_RELEASE" case verify $work/leak.tar >/dev/null || fail "case verify: exit code $?"

# ---- names that mean harm ----

logs="$work/hostile \"><img src=x onerror=alert(1)>\$(touch pwned);'a',b"
leak=$work/hostile
"$tool" "$logs" 20000 2 hostile || fail "make_scenario: exit code $?"
shop="shop'\"><img src=x onerror=alert(1)>;\$(touch pwned)\`touch pwned\`,=1+1"
engineer="arn:aws:iam::111122223333:user/=grace'\"><img src=x onerror=alert(1)>\$(touch pwned)"
open_case "$MERLON" hostile "$shop" --principal "$engineer"
"$MERLON" case run -C $leak >$work/run.hostile || fail "hostile: case run: exit code $?"
"$MERLON" case status -C $leak >$work/status.hostile || fail "hostile: case status: exit code $?"
"$MERLON" case export -C $leak -o $work/hostile.tar >/dev/null || fail "hostile: export: $?"
"$MERLON" case verify $work/hostile.tar >/dev/null || fail "hostile: verify: exit code $?"

same "hostile: objects of the stranger" "$(truth objects)" \
    "$(grep -cF '"actor":"arn:aws:sts::'"$account"':assumed-role/deploy/' \
        $leak/evidence/objects-read.jsonl)"
same "hostile: bytes of the stranger" "$(truth bytes)" \
    "$(grep -F '"actor":"arn:aws:sts::'"$account"':assumed-role/deploy/' \
        $leak/evidence/objects-read.jsonl | member bytes | summed)"
same "hostile: pulls of the stranger" 1 \
    "$(grep -cF '"actor":"arn:aws:sts::'"$account"':assumed-role/deploy/' \
        $leak/evidence/repository-read.jsonl)"
for file in "$leak"/evidence/*.jsonl $leak/timeline.jsonl; do
    [ -s "$file" ] || continue
    LC_ALL=C tr -d '\n' <"$file" | LC_ALL=C grep -q '[[:cntrl:]]' &&
        fail "hostile: control characters in $file"
    LC_ALL=C grep -qv '^{.*}$' "$file" && fail "hostile: $file has a line that is no object"
    ! command -v jq >/dev/null || jq -e . "$file" >/dev/null 2>$work/jq.error ||
        fail "hostile: $file: $(head -n 1 $work/jq.error)"
done
for file in $leak/report.html $leak/report.md $work/status.hostile $work/run.hostile; do
    LC_ALL=C tr -d '\n\t' <"$file" | LC_ALL=C grep -q '[[:cntrl:]]' &&
        fail "hostile: control characters in $file"
    grep -q "$(printf '\342\200\256')" "$file" && fail "hostile: $file turns the text around"
done
for tag in '<script>alert' '<img src=x' '</td></table>' 'href="javascript:'; do
    grep -qiF "$tag" $leak/report.html && fail "hostile: the page has $tag"
done
# In Markdown, what is within fences and within spans of code is shown as it is.
awk '/^ *(```|~~~)/ { fenced = !fenced; next }
    fenced { next }
    {
        rest = $0
        plain = ""
        while (match(rest, /`+/)) {
            mark = substr(rest, RSTART, RLENGTH)
            plain = plain substr(rest, 1, RSTART - 1)
            rest = substr(rest, RSTART + RLENGTH)
            inner = rest
            skipped = 0
            closed = 0
            while (match(inner, /`+/)) {
                skipped += RSTART + RLENGTH - 1
                if (RLENGTH == length(mark)) {
                    closed = 1
                    break
                }
                inner = substr(inner, RSTART + RLENGTH)
            }
            if (closed) rest = substr(rest, skipped + 1)
        }
        print plain rest
    }' $leak/report.md >$work/bare
for tag in '<script>alert' '<img src=x' '</td></table>' '](javascript:'; do
    grep -qiF "$tag" $work/bare && fail "hostile: Markdown has $tag"
done

# Commands: a shell must take them, and the program that they name must get the names unharmed.
mkdir -p $work/bin $work/empty
cat >$work/bin/aws <<'STUB'
#!/bin/sh
for argument in "$@"; do printf '[%s]\n' "$argument"; done
STUB
chmod +x $work/bin/aws
awk '/^ *(```|~~~)/ { fenced = !fenced; next } fenced' $leak/report.md >$work/commands
[ -s $work/commands ] || fail "hostile: the report has no commands"
grep '^ *aws ' $work/commands | sed 's/^ *//' | grep -v '<[A-Z_]*>\|[ =/]{[a-z]*}' >$work/complete.sh
sh -n $work/complete.sh || fail "hostile: a shell doesn't take the commands"
(cd $work/empty && PATH="$PWD/../bin:$PATH" sh ../complete.sh >../arguments 2>../stderr)
[ ! -s $work/stderr ] || fail "hostile: commands say: $(head -n 1 $work/stderr)"
[ -z "$(ls $work/empty)" ] || fail "hostile: commands made $(ls $work/empty)"
# Names with control characters, or that turn text around, can't be pasted; all others must arrive.
for name in "$shop" acme-source partner-read deploy "${engineer#*user/}" \
    "\"><script>alert(1)</script> planted 00" "\$(touch pwned) planted 01" \
    "a,b;\"c\",=1+1 planted 03" "=cmd|' /C calc'!A0 planted 04" "'; touch pwned; ' planted 05" \
    "\`touch pwned\` planted 06" "[x](javascript:alert(1))|cell|**b** planted 08" \
    "../../../etc/passwd planted 10" "</td></table>&lt;&#x27; planted 12"; do
    grep -qxF "[$name]" $work/arguments || fail "hostile: no command gets $name"
done
grep -q '^\[--version-id=null' $work/arguments && fail "hostile: a name becomes an option"
[ ! -e pwned ] || fail "hostile: something ran $(ls -l pwned)"
# More strangers than are followed: the report says so. With few, it doesn't.
for strangers in 3 1001; do
    awk -v count=$strangers 'BEGIN {
        printf "{\"Records\":["
        for (i = 0; i < count; i++) {
            printf "%s{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\",", i ? "," : ""
            printf "\"arn\":\"arn:aws:iam::999988887777:user/u%d\",", i
            printf "\"accountId\":\"999988887777\"},\"eventTime\":\"2026-03-01T10:00:00Z\","
            printf "\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"PutBucketPolicy\","
            printf "\"requestParameters\":{\"bucketName\":\"loot\"},\"eventID\":\"e%d\",", i
            printf "\"eventType\":\"AwsApiCall\",\"recipientAccountId\":\"111122223333\"}"
        }
        print "]}"
    }' >$work/strangers-$strangers.json
    $MERLON_RELEASE case open code-exposure --name many -C $work/many-$strangers --by Ada \
        --logs $work/strangers-$strangers.json --bucket loot --at 2026-11-21 >$work/out 2>&1 &&
        $MERLON_RELEASE case run -C $work/many-$strangers >$work/out 2>&1 ||
        fail "$strangers strangers: $(head -n 1 $work/out)"
    grep -o 'Only the first [0-9]* principals' $work/many-$strangers/report.html >$work/told-$strangers
done
[ ! -s $work/told-3 ] || fail "3 strangers: $(cat $work/told-3)"
same "1001 strangers" "Only the first 1000 principals" "$(cat $work/told-1001)"

# Nothing found among data events is only "done" when some were recorded at the bucket.
event() {
    printf '{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u",'
    printf '"accountId":"111122223333"},"eventTime":"2026-03-01T10:00:00Z","eventSource":"s3.amazonaws.com",'
    printf '"eventName":"%s","requestParameters":{"bucketName":"%s"},"eventID":"e%s","eventType":' "$1" "$2" "$1"
    printf '"AwsApiCall","recipientAccountId":"111122223333"}\n'
}
state_of() {
    sed -n "/^ *- id: $2\$/,/^ *- id:/s/^ *state: //p" $work/$1/case.yaml
}
event PutBucketPolicy loot >$work/management.json
event PutObject other >$work/elsewhere.json
event PutObject loot >$work/there.json
for name in management elsewhere there; do
    [ $name = management ] || cat $work/management.json >>$work/$name.json
    $MERLON_RELEASE case open code-exposure --name few -C $work/few-$name --by Ada \
        --logs $work/$name.json --bucket loot --at 2026-11-21 >$work/out 2>&1 &&
        $MERLON_RELEASE case run -C $work/few-$name >$work/out 2>&1 || fail "$name: $(head -n 1 $work/out)"
done
same "reads, management events only" unknown "$(state_of few-management objects-read)"
same "policies, management events only" done "$(state_of few-management bucket-exposure-changed)"
same "reads, data events of another bucket" unknown "$(state_of few-elsewhere objects-read)"
same "reads, data events of the bucket" done "$(state_of few-there objects-read)"

[ -z "$(find $work -name '*.tmp*')" ] || fail "temporary files were left"

echo "$(tail -n 2 $work/run | head -n 1); $(wc -l <$work/complete.sh) hostile commands"
exit $status
