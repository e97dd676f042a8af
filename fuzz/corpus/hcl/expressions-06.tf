locals {
  e0 = false ? "a" : true ? "b" : "c"
  e1 = true ? true ? 1 : 2 : 3
  e2 = length("abc") > 2 ? "long" : "short"
  e3 = "prod" == "prod" ? 3 : 1
  e4 = contains(["dev", "test"], "dev") ? "t3.micro" : "m5.large"
  e5 = null != null ? null : "default"
  e6 = 1 > 2 ? "x" : 1 < 2 ? "y" : "z"
  e7 = true ? 1.0 : 2.50
  e8 = [for x in ["a", "b"] : upper(x)]
  e9 = [for x in [] : x]
  e10 = [for i, x in ["a", "b"] : "${i}:${x}"]
  e11 = [for k, v in {b = 1, a = 2} : "${k}=${v}"]
  e12 = [for v in {b = 1, a = 2} : v]
  e13 = [for x in [1, 2, 3, 4] : x if x % 2 == 0]
  e14 = [for x in ["a", "", null] : x if x != null && x != ""]
  e15 = [for x in toset(["b", "a"]) : x]
  e16 = [for x in [1, 2] : x if "true"]
  e17 = [for x in [1, 2] : x if null]
  e18 = [for x in [1, 2] : x if x]
  e19 = [for x in null : x]
  e20 = [for x in "abc" : x]
  e21 = [for x in 5 : x]
  e22 = [for x in [[1, 2], [3]] : [for y in x : y * 10]]
  e23 = [for x in [1, "a", true] : x]
}
