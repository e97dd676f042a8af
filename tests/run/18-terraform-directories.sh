#!/bin/sh
# Directories that are broken, that go around in circles or ask for too much: a clear error with its
# place, within seconds, and the rest is read. And what a directory is together with its plan.
set -u
work=build/test/directories
rm -rf $work && mkdir -p $work && cd $work || exit 1
status=0
# expect NAME EXIT MESSAGE: merlon on directory NAME exits so and says so (an extended regular expression)
expect() {
    timeout 60 "$MERLON" model -f json "$1" >"$1.json" 2>"$1.err"
    code=$?
    if [ $code -ne "$2" ] || ! grep -Eq "$3" "$1.err"; then
        echo "$1: exit $code, not $2, or not said: $3"
        cat "$1.err"
        status=1
    fi
}
found() { # found NAME TEXT: the report of NAME holds it
    grep -q "$2" "$1.json" || { echo "$1: not in the report: $2"; status=1; }
}

mkdir broken && cat >broken/main.tf <<'TF'
resource "aws_s3_bucket" "a" {
  bucket = "never closed
  acl    = "private"
}
resource "aws_s3_bucket" "b" {
  tags = {

resource "aws_s3_bucket" "c" {
  acl = "public-read"
}
TF
expect broken 2 '^merlon: broken/main.tf:2:[0-9]+: expected a closing "'
expect broken 2 "isn't closed: expected } before line 8"
found broken '"id": "s3/bucket-public@aws_s3_bucket.c"'

mkdir circle && cat >circle/main.tf <<'TF'
locals {
  a = local.b
  b = "${local.a}x"
}
resource "aws_s3_bucket" "a" {
  bucket = local.a
}
TF
expect circle 2 'circle/main.tf:3:[0-9]+: local.a needs its own value: a circle'
found circle '@aws_s3_bucket.a'

mkdir -p itself/other && cat >itself/main.tf <<'TF'
module "other" {
  source = "./other"
}
resource "aws_s3_bucket" "a" {}
TF
printf 'module "back" {\n  source = "../"\n}\n' >itself/other/main.tf
expect itself 2 'itself/other/main.tf:1:1: module.other.module.back includes itself'
found itself '@aws_s3_bucket.a'

mkdir million && cat >million/main.tf <<'TF'
locals {
  thousand = [for i in range(1000) : i]
  million  = { for pair in setproduct(local.thousand, local.thousand) : "${pair[0]}-${pair[1]}" => 1 }
}
resource "aws_s3_bucket" "a" {
  for_each = local.million
}
TF
expect million 2 'million/main.tf:5:1: aws_s3_bucket.a would have 1000000 instances; merlon takes at most 20000'

mkdir deep && awk 'BEGIN { printf "locals {\n  a = "; for (i = 0; i < 10000; i++) printf "\"${"
    printf "1"; for (i = 0; i < 10000; i++) printf "}\""; print "\n}\nresource \"aws_s3_bucket\" \"a\" {}" }' >deep/main.tf
expect deep 2 'deep/main.tf:2:[0-9]+: nested deeper than 200'
found deep '@aws_s3_bucket.a'

mkdir doubling && awk 'BEGIN { print "locals {\n  l0 = [\"0123456789abcdef\"]"
    for (i = 0; i < 64; i++) printf "  l%d = [local.l%d, local.l%d]\n", i + 1, i, i
    print "}\nresource \"aws_s3_bucket\" \"a\" {\n  bucket = jsonencode(local.l64)\n}" }' >doubling/main.tf
expect doubling 2 'doubling: its expressions ask for more work than merlon does'

# a module that is not downloaded, a variable without default, an unknown count: said, and unknown
mkdir unknown && cat >unknown/main.tf <<'TF'
variable "buckets" {}
module "vpc" {
  source = "terraform-aws-modules/vpc/aws"
}
resource "aws_s3_bucket" "b" {
  count = length(var.buckets)
}
resource "aws_db_instance" "d" {
  engine              = "postgres"
  publicly_accessible = module.vpc.is_public
}
TF
"$MERLON" model -f json unknown >unknown.json || { echo "unknown: what isn't known is no error"; status=1; }
found unknown "its source terraform-aws-modules/vpc/aws isn't downloaded"
found unknown '@aws_s3_bucket.b\[?\]'
found unknown 'module.vpc comes from terraform-aws-modules/vpc/aws'

# files outside of the directory are not read
mkdir secret files && echo hidden-content >secret/text && ln -s ../secret/text files/link
cat >files/main.tf <<'TF'
resource "aws_ssm_parameter" "a" {
  value = file("../secret/text")
}
resource "aws_ssm_parameter" "b" {
  value = file("link")
}
resource "aws_ssm_parameter" "c" {
  value = file("/etc/hostname")
}
TF
"$MERLON" model --all -f json files >files.json 2>files.err
[ "$(grep -c 'lies outside of the directory' files.json)" = 3 ] || { echo "files: read what lies outside"; status=1; }
if grep -q hidden-content files.json; then echo "files: shows what lies outside"; status=1; fi

# a plan and its directory: one estate, the plan's values, the lines of the .tf files
cp -r ../../../examples/pairs/orders pair && rm pair/template.yaml
"$MERLON" model -f json pair >pair.json || status=1
"$MERLON" model -f json pair/plan.json >plan.json || status=1
sort_threats() { awk -f ../../../tests/run/lib.awk "$1" | sort; }
sort_threats pair.json >pair.threats
sort_threats plan.json >plan.threats
cmp -s pair.threats plan.threats || { echo "pair: not the threats of the plan"; status=1; }
found pair '"file": "pair/main.tf"'
if grep -q '"file": "pair/plan.json"' pair.json; then echo "pair: shows lines of the plan"; status=1; fi
exit $status
