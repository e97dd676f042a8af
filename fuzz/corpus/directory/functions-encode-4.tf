resource "aws_s3_bucket" "b" {
  tags = {
    e0 = try(yamldecode("a: 123456789012345678901234567890\n"), null)
    e1 = try(yamldecode("a: |2\n    x\n   y\n"), null)
    e2 = try(yamldecode("..."), null)
    e3 = try(yamldecode(null), null)
    e4 = try(yamldecode(yamlencode({a = [1, {b = "c\nd"}], e = null})), null)
    e5 = try(yamldecode("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  labels: {app: web}\ndata:\n  key: |\n    a=1\n    b=2\n").data.key, null)
  }
}
