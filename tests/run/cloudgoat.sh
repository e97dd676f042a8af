#!/bin/sh
# The way in that the authors of five estates built to be attacked intended
# (../shared/data/iac/cloudgoat.md) is found by merlon paths.
set -u
estates=../shared/data/iac/hcl/cloudgoat
[ -d $estates ] || { echo "skipped: $estates is not there"; exit 77; }
status=0
# expect ESTATE FROM TO PART... : some path whose text holds all the parts, in that order
expect() {
    estate=$1 from=$2 to=$3
    shift 3
    "$MERLON" paths --from "$from" --to "$to" $estates/$estate/terraform >build/test/cloudgoat.out || status=1
    if ! printf '%s\n' "$@" | awk '
            NR == FNR { part[++parts] = $0; next }
            { while (seen < parts && (at = index($0, part[seen + 1])) > 0) { seen++; $0 = substr($0, at + 1) } }
            END { exit (seen < parts) ? 1 : 0 }' - build/test/cloudgoat.out; then
        echo "$estate: no path from $from to $to with: $*"
        sed -n 1,20p build/test/cloudgoat.out
        status=1
    fi
}
expect cloud_breach_s3 internet aws_s3_bucket.cg-cardholder-data-bucket \
    '-> aws_instance.ec2-vulnerable-proxy-server' 's3:' '-> aws_s3_bucket.cg-cardholder-data-bucket'
expect lambda_privesc aws_iam_user.chris administrator \
    'assumes the role -> aws_iam_role.lambdaManager_role' 'creates a Lambda function' '-> aws_iam_role.debug_role' \
    '-> administrator'
expect iam_privesc_by_rollback aws_iam_user.raynor administrator 'older, possibly stronger, version' '-> administrator'
expect rce_web_app internet data '-> aws_db_instance.' '-> aws_s3_bucket.secret'
expect rce_web_app internet aws_lb.this '-> aws_lb.this'
expect rce_web_app internet aws_s3_bucket.secret '-> aws_s3_bucket.secret' 'also by way of aws_lb.this'
expect rce_web_app aws_lb.this aws_db_instance.postgres '-> aws_instance.ubuntu' '-> aws_db_instance.'
expect rce_web_app aws_lb.this aws_s3_bucket.secret '-> aws_instance.ubuntu' 's3:' '-> aws_s3_bucket.secret'
expect ecs_takeover internet aws_ecs_service.vault '-> aws_instance.vulnsite' 'hosts its containers' '-> aws_ecs_service.vault'
expect ecs_takeover aws_ecs_service.vulnsite aws_ecs_service.vault 'its host' '-> aws_ecs_service.vault'
exit $status
