resource "aws_s3_bucket" "b" {
  tags = {
    e0 = try(tonumber("+1"), null)
    e1 = try(tonumber(".5"), null)
    e2 = try(tonumber("5."), null)
    e3 = try(tonumber("1_000"), null)
    e4 = try(tonumber(""), null)
    e5 = try(tonumber("Inf"), null)
    e6 = try(tonumber("inf"), null)
    e7 = try(tonumber("NaN"), null)
    e8 = try(tonumber("1e400"), null)
    e9 = try(tonumber("0b11"), null)
    e10 = try(tonumber("0o17"), null)
    e11 = try(tonumber("010"), null)
    e12 = try(tonumber("123456789012345678901234567890.123456789"), null)
  }
}
