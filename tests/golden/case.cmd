"$MERLON" case --help; "$MERLON" case open --help; "$MERLON" case answer --help; "$MERLON" case note --help
"$MERLON" case status --help; "$MERLON" case export --help; "$MERLON" case verify --help
"$MERLON" case; "$MERLON" case frobnicate
rm -rf build/test/case && mkdir -p build/test/case/logs && here=$PWD && cd build/test/case
echo '== open'
"$MERLON" case open code-exposure
"$MERLON" case open code-exposure --name ../leak
"$MERLON" case open code-exposur --name leak 2>&1 | grep -v 'playbooks:'
"$MERLON" case open code-exposure --name leak --logs nothing
"$MERLON" case open code-exposure --name leak --from 2026-11-22 --to 2026-11-21
"$MERLON" case open code-exposure --name leak --from yesterday
ls
mkdir full && touch full/letter.txt
"$MERLON" case open code-exposure --name leak --case full
"$MERLON" case open code-exposure --name leak --logs logs/ --logs ./logs --findings /dev/null \
    --bucket 'yes' --bucket "$(printf 'a: "b"\n- c\t<b>$(id)')" --repository 0x1F --principal '*' \
    --from 2026-11-01 --to 2026-11-21 --person 'incident lead=Ada Lovelace' --by 'Grace Hopper' \
    --at 2026-11-21T15:30:00Z | sed 's/, [0-9]* steps//'
"$MERLON" case open code-exposure --name leak
sed '/^steps:/q' leak/case.yaml
"$MERLON" case open code-exposure --name leak2 -C "it's \$(id)" | sed 's/, [0-9]* steps//'
"$MERLON" case status -C "it's \$(id)" | grep '  merlon case'
"$MERLON" case open code-exposure --name leak2 -C "$(printf 'a\nb\033')" | sed 's/, [0-9]* steps//'
echo '== answer'
"$MERLON" case status
"$MERLON" case answer kind-of-data 'x' --case leak
"$MERLON" case answer kinds-of-data --case leak
"$MERLON" case answer kinds-of-data ' ' --case leak
"$MERLON" case answer kinds-of-data "$(printf '\377')" --case leak --by me
"$MERLON" case answer kinds-of-data x --state finished --case leak
"$MERLON" case answer kinds-of-data 'Source of the shop; no data of customers.' --case leak \
    --by 'Ada Lovelace' --at 2026-11-21T16:00:00Z | sed 's/;.*//'
printf 'One role had the right:\n  role/deploy  # "it" was told\n\033[31m' |
    "$MERLON" case answer kinds-of-data --file - --state done --case leak --by Ada \
    --at 2026-11-21T16:05:00Z | sed 's/;.*//'
"$MERLON" case answer safeguards 'None here.' --state not-applicable -C leak --by Ada \
    --at 2026-11-21T16:06:00Z | sed 's/;.*//'
"$MERLON" case note 'Legal was told.' --case leak --by Ada --at 2026-11-21T16:10:00Z
"$MERLON" case note 'x' --case leak --state done
grep -A 20 'id: kinds-of-data' leak/case.yaml | sed '/id: [^k]/,$d'
echo '== status'
"$MERLON" case status --case leak | sed -n '/^leak/p; /kinds-of-data/,/"it"/p; /safeguards /,/None/p' |
    sed 's/  [a-z]* *[A-Z].*//'
"$MERLON" case status --case leak -f json | sed '/"states"/,$d'
"$MERLON" case status --case leak -f xml
echo '== export and verify'
"$MERLON" case verify leak
echo '{"found": 1}' >leak/evidence/repository-read.jsonl
sed '/- id: assets/,/- id: kinds/{/- id: kinds/!d}; /- id: escalation/,/^notes/{/^notes/!d}' leak/case.yaml >leak/case.short && mv leak/case.short leak/case.yaml
"$MERLON" case export -C leak -o leak/leak.tar
"$MERLON" case export -C leak
(cd leak && "$MERLON" case export)
"$MERLON" case export -C leak -o - | cmp - leak.tar
"$MERLON" case verify leak.tar
"$MERLON" case verify leak --manifest e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
tar xf leak.tar && (cd leak && sha256sum -c MANIFEST.sha256)
echo '{"found": 2}' >leak/evidence/repository-read.jsonl
echo x >"$(printf 'leak/new\nfile\033')"
"$MERLON" case verify leak
head -c 1000 leak.tar >cut.tar
"$MERLON" case verify cut.tar
ln -s /etc/passwd leak/link && tar --format=ustar -cf link.tar leak/link
"$MERLON" case verify link.tar
echo 'notes: [{by: x}]' >>leak/case.yaml
"$MERLON" case status -C leak
cd "$here"
echo '== what is open, and what would be known'
case=build/test/case/open && rm -rf $case
"$MERLON" case ready code-exposure --model tests/data/case/ready-narrow.yaml | grep -A 2 '^[A-Z].*('
"$MERLON" case ready code-exposure --model tests/data/case/ready-open.yaml | grep '^[A-Z].*('
echo 'Resources: [' >build/test/case/broken.yaml
"$MERLON" case open compromised-credentials --name open -C $case --logs examples/leak/logs --by Ada \
    --principal AKIAIOSFODNN7EXAMPLE --model build/test/case/broken.yaml --at 2026-11-21
"$MERLON" case note 'second' -C $case --by Ada --at 2026-11-21T16:10:00Z
"$MERLON" case note 'first' -C $case --by Ada --at 2026-11-21T08:00:00Z
"$MERLON" case run -C $case
"$MERLON" case answer actor-stayed 'Look again.' --state open -C $case --by Ada --at 2026-11-21T16:20:00Z
"$MERLON" case run -C $case 2>/dev/null
"$MERLON" case status -C $case | grep -E ' (unknown|not-applicable|open) ' | head -n 40
grep -E '^(first|second)|named|names|could not be read|nothing to contain' $case/report.md | head -n 20
(cd $case && cp report.md ../elsewhere.md && "$MERLON" case run 2>/dev/null | tail -n 1; cmp report.md ../elsewhere.md)
(cd $case && "$MERLON" case export -C . | tail -n 1 | cut -c 1-23)
rm -rf $case.2 && "$MERLON" case open compromised-credentials --name open -C $case.2 --by Ada --at 2026-11-21
"$MERLON" case run -C $case.2 | head -n 1
grep -B 1 'nobody is known' $case.2/case.yaml | grep -c 'state: unknown'
