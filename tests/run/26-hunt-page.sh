#!/bin/sh
# The page of a hunt, and a threat model with what was seen: no text of a log, a rule, a file's name or a
# model gets out of its place. Every field of the log, and of the rule, holds the same hostile text.
set -u
work=build/test/hunt-page
rm -rf $work && mkdir -p $work
status=0
say() { echo "$*"; status=1; }
# markup, a quote, control characters, an unpaired byte, characters that turn the direction of writing
hostile='\"><script>alert(1)</script><img src=x onerror=alert(2)>'"'"' &amp; \u202egnp.exe\u2066 \u0007\u001b[31m \u0000 javascript:alert(3)'
plain='"><script>alert(1)</script><img src=x onerror=alert(2)>'"'"' &amp; javascript:alert(3)'
folder="$work/a\"><script>alert(4)<"
mkdir -p "$folder/script>"
{
    printf '{"Records":['
    for second in 01 02 03; do
        [ $second = 01 ] || printf ','
        printf '{"eventVersion":"1.08","eventTime":"2026-03-02T00:00:%sZ","eventID":"%s %s",' $second "$hostile" $second
        for field in eventName awsRegion sourceIPAddress userAgent errorCode recipientAccountId; do
            printf '"%s":"%s",' $field "$hostile"
        done
        printf '"eventSource":"%s.amazonaws.com",' "$hostile"
        printf '"resources":[{"ARN":"arn:aws:s3:::reports/%s"},{"ARN":"%s"}],' "$hostile" "$hostile"
        printf '"requestParameters":{"bucketName":"%s"},' "$hostile"
        printf '"userIdentity":{"arn":"arn:aws:iam::1:user/%s","accessKeyId":"%s"}}' "$hostile" "$hostile"
    done
    printf ']}'
} >"$folder/script>/log.json"
cat >$work/rule.yml <<YAML
title: |
  $plain
id: |
  $plain
description: |
  $plain
references: ["javascript:alert(5)", 'https://example.com/"><script>alert(6)</script>']
tags: ["attack.t1530", 'attack.t1"><script>', 'attack.collection']
falsepositives:
  - |
    $plain
logsource: {product: aws, service: cloudtrail}
detection:
  selection: {eventVersion: '1.08'}
  condition: selection
level: high
threats: [s3/bucket-public, '"><script>alert(7)</script>']
YAML
cat >$work/main.tf <<'TF'
resource "aws_s3_bucket" "reports" {
  bucket = "reports"
}
resource "aws_s3_bucket_policy" "reports" {
  bucket = aws_s3_bucket.reports.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }] })
}
TF
"$MERLON" hunt --no-builtin --rules $work/rule.yml --model $work/main.tf -o $work/hunt.html -o $work/hunt.jsonl -o $work/hunt.csv \
    --threat-model $work/model.html --threat-model $work/model.json "$folder" >$work/out 2>$work/err || say "exit code $?"
cat $work/err
grep -q 'Threats of the model that were seen' $work/hunt.html || say 'the page says nothing of the model'
grep -q 'class="seen">seen 3 times' $work/model.html || say 'the threat model has no mark'
grep -q '"state": "seen"' $work/model.json || say 'the JSON report has no mark'
for page in hunt model; do
    file=$work/$page.html
    # every tag is one that the program writes; nothing of a log's text is among them
    grep -oE '<[a-zA-Z!/][^ >]*' $file | tr -d / | sort -u >$work/$page.tags
    grep -vxE '<(!DOCTYPE|html|head|meta|title|style|body|a|nav|ul|ol|li|main|section|header|p|h[1-4]|dl|dt|dd|div|span|b|code|br|small|details|summary|table|caption|thead|tbody|tr|th|td|time|bdi|figure|figcaption|svg|g|rect|desc|fieldset|legend|label|input|footer|path|text|tspan|line|polygon|polyline|ellipse|circle|defs|marker|symbol|use|clipPath)' \
        $work/$page.tags && say "$file has these tags"
    grep -nE 'href="(javascript|data)' $file && say "$file has such a link"
    LC_ALL=C grep -qE "$(printf '[\001-\010\013-\037\177]')" $file && say "$file has control characters"
    LC_ALL=C grep -q "$(printf '\342\200\256')" $file && say "$file has characters that turn the direction"
    [ "$(LC_ALL=C tr -cd '\000' <$file | wc -c)" -eq 0 ] || say "$file has zero bytes"
done
grep -q 'default-src .none.' $work/hunt.html || say 'the page has no content security policy'
[ "$(wc -l <$work/hunt.jsonl)" -eq 3 ] || say 'JSON lines: not one line per hit'
exit $status
