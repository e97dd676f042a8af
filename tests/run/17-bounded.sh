#!/bin/sh
# Small input that asks for more work than any machine could do: it ends soon, with an error that
# names the file or with values that are unknown, and never with a crash.
set -u
work=build/test/bounded
rm -rf $work && mkdir -p $work/nested $work/circle
status=0
# $1: what, $2: the exit code, then the arguments. Ten seconds are many times what each takes.
ends() {
    what=$1 wanted=$2
    shift 2
    code=0
    timeout 10 "$MERLON_RELEASE" model -f json "$@" >$work/out 2>$work/err || code=$?
    if [ $code != "$wanted" ]; then
        echo "$what: exit code $code, expected $wanted"
        head -n 3 $work/err
        status=1
    elif [ $code = 2 ] && ! grep -q "$work" $work/err; then
        echo "$what: the error names no file"
        status=1
    fi
}
repeat() { awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", text }'; }

# Mappings of mappings, each twice as large as the next: 2^60 values.
awk 'BEGIN {
    print "Mappings:"
    for (i = 0; i < 60; i++)
        printf "  M%d: {k: {v: [!FindInMap [M%d, k, v], !FindInMap [M%d, k, v]]}}\n", i, i + 1, i + 1
    print "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [M0, k, v]}}}"
}' >$work/mappings.yaml
ends mappings 0 $work/mappings.yaml

# Conditions are worked out once each, however often they are asked for.
awk 'BEGIN {
    print "Parameters: {P: {Type: String}}\nConditions:\n  C0: !Equals [!Ref P, x]"
    for (i = 1; i < 100; i++)
        printf "  C%d: !And [!Condition C%d, !Condition C%d]\n", i, i - 1, i - 1
    print "Resources: {T: {Type: AWS::SNS::Topic, Condition: C99}}"
}' >$work/conditions.yaml
ends conditions 0 $work/conditions.yaml

# A text whose variables are texts with variables: 4^30 bytes.
{
    printf 'Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: '
    repeat 30 '!Sub ["${A}${A}${A}${A}", {A: '
    printf x
    repeat 30 '}]'
    printf '}}}\n'
} >$work/texts.yaml
ends texts 2 $work/texts.yaml

# Loops in loops whose bodies are empty: 9000^6 rounds.
{
    printf 'Parameters: {L: {Type: CommaDelimitedList, Default: "a'
    repeat 8999 ',a'
    printf '"}}\nResources: '
    for i in 1 2 3 4 5 6; do printf '{"Fn::ForEach::L%d": [I%d, !Ref L, ' $i $i; done
    printf '{}'
    repeat 6 ']}'
    echo
} >$work/loops.yaml
ends loops 2 $work/loops.yaml

# Stacks in stacks: 20^9 of them.
for i in 0 1 2 3 4 5 6 7 8; do
    awk -v next_one=$((i + 1)) 'BEGIN {
        print "Parameters: {P: {Type: String, Default: aaaaaaaa}}\nResources:"
        for (k = 0; k < 20; k++)
            printf "  S%d: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: t%d.yaml, Parameters: {P: !Sub \"${P}${P}${P}${P}\"}}}\n", k, next_one
    }' >$work/nested/t$i.yaml
done
ends stacks 2 $work/nested

# Two stacks that include each other are read, once each.
echo 'Resources: {B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}, X: {Type: AWS::S3::Bucket}}' >$work/circle/a.yaml
echo 'Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}, Y: {Type: AWS::S3::Bucket}}' >$work/circle/b.yaml
ends circle 0 $work/circle
for bucket in X B/Y; do
    grep -q "\"$bucket\"" $work/out || { echo "circle: $bucket was left out"; status=1; }
done

# Many resources of one address, of one reference, of one map; none may cost the square of them.
awk 'BEGIN {
    printf "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {\"resources\": ["
    for (i = 0; i < 30000; i++)
        printf "%s{\"address\": \"aws_sns_topic.a\", \"type\": \"aws_sns_topic\", \"mode\": \"managed\", \"name\": \"a\", \"values\": {}}", i ? "," : ""
    print "]}}}"
}' >$work/repeated.json
ends 'repeated addresses' 0 $work/repeated.json
awk 'BEGIN {
    printf "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {\"resources\": [{\"address\": \"aws_sns_topic.a\", \"type\": \"aws_sns_topic\", \"mode\": \"managed\", \"name\": \"a\", \"values\": {\"tags\": {"
    for (i = 0; i < 60000; i++) printf "%s\"k%d\": \"v\"", i ? "," : "", i
    printf "}}}]}}, \"resource_changes\": [{\"address\": \"aws_sns_topic.a\", \"change\": {\"after_unknown\": {\"name\": true, \"tags\": {"
    for (i = 0; i < 60000; i++) printf "%s\"u%d\": true", i ? "," : "", i
    printf "}}}}], \"configuration\": {\"root_module\": {\"resources\": [{\"mode\": \"managed\", \"type\": \"aws_sns_topic\", \"name\": \"a\", \"expressions\": {\"name\": {\"references\": ["
    for (i = 0; i < 60000; i++) printf "%s\"aws_x.a%d.id\"", i ? "," : "", i
    print "]}}}]}}}"
}' >$work/wide.json
ends 'wide maps and lists' 0 $work/wide.json

# Rules that can't be placed open every place once, not once for each of them.
awk 'BEGIN {
    print "Resources:"
    for (i = 0; i < 5000; i++) {
        printf "  G%d: {Type: AWS::EC2::SecurityGroup}\n", i
        printf "  R%d: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !FindInMap [a, b, c]}}\n", i
    }
}' >$work/folds.yaml
ends folds 0 $work/folds.yaml

# Text that looks like a credential at every byte.
{
    printf '{"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {"Environment": {"Variables": {"A": "'
    repeat 50000 'AKIAABCDEFGHIJKLMNOP '
    printf '", "B": "'
    repeat 200000 '://a'
    printf '", "C": "'
    repeat 200000 'eyJ-'
    printf '"}}}}}}\n'
} >$work/secrets.json
ends secrets 0 --all $work/secrets.json
if grep -q AKIAABCDEF $work/out; then echo 'secrets: a credential is shown'; status=1; fi
exit $status
