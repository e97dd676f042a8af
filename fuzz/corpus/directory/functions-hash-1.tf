resource "aws_s3_bucket" "b" {
  tags = {
    e0 = try(uuidv5("dns", "é"), null)
    e1 = try(uuidv5("bogus", "x"), null)
    e2 = try(uuidv5("", "x"), null)
    e3 = try(uuidv5("DNS", "x"), null)
    e4 = try(uuidv5(null, "x"), null)
    e5 = try(uuidv5("dns", null), null)
    e6 = try(uuidv5("dns", 12), null)
    e7 = try(uuidv5("{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "x"), null)
    e8 = try(uuidv5("6ba7b8109dad11d180b400c04fd430c8", "x"), null)
    e9 = try(uuidv5("dns"), null)
    e10 = try(rsadecrypt("x", "y"), null)
    e11 = try(rsadecrypt("eA==", "not a key"), null)
    e12 = try(rsadecrypt(null, "x"), null)
  }
}
