#!/bin/sh
# Every plan and template of the sample: no crash, and no error but one that names the file. The
# release binary reads all, the sanitized one every tenth.
set -u
folder=../shared/data/iac
[ -d $folder ] || { echo "skipped: $folder is not there"; exit 77; }
{
    find $folder/plan-json $folder/parity $folder/cfn-yaml $folder/cfn-json $folder/sam $folder/cdk-synth \
        $folder/sam-pairs -type f \( -name '*.json' -o -name '*.y*ml' -o -name '*.template' \)
    find $folder/pairs -name plan.json
} | sort >build/test/inputs.list
read=0 refused=0 failed=0 number=0
while IFS= read -r file; do
    number=$((number + 1))
    program=$MERLON_RELEASE
    [ $((number % 10)) = 0 ] && program=$MERLON
    code=0
    timeout 60 "$program" model -f json "$file" >build/test/input.out 2>build/test/input.err || code=$?
    if [ $code = 0 ]; then
        read=$((read + 1))
        grep -q '"kind": "merlon-report"' build/test/input.out || { echo "$file: no report"; failed=$((failed + 1)); }
    elif [ $code = 2 ] && grep -qF "$file" build/test/input.err; then
        refused=$((refused + 1))
    else
        echo "$file: exit code $code"
        head -n 5 build/test/input.err
        failed=$((failed + 1))
    fi
done <build/test/inputs.list
echo "$read read, $refused with an error of the file's own, $failed failed"
[ $failed = 0 ] && [ $read -gt 400 ]
