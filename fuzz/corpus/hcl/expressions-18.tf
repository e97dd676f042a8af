locals {
  e0 = true
  e1 = false
  e2 = null
  e3 = "true"
  e4 = "null"
  e5 = 1 == true ? "eq" : "ne"
  e6 = {a = 1} == null
  e7 = [] == null
  e8 = null == {}
  e9 = [null]
  e10 = {a = null, b = [null]}
  e11 = [for x in [null] : x == null]
  e12 = coalesce(null, {a = 1}.a)
  e13 = try({a = {}}.a.b.c, null) == null
  e14 = lookup({a = 1}, "b", null) == null ? "none" : "some"
  e15 = length([for x in [1, null, 3] : x if x != null])
  e16 = length({a = 1, b = 2}) == 2
  e17 = {a = 1, b = 2} != {a = 1}
  e18 = alltrue([for c in ["10.0.0.0/16", "x"] : can(cidrhost(c, 0))])
  e19 = distinct(flatten([["a", "b"], ["b"]]))
  e20 = element(["us-east-1a", "us-east-1b"], 3)
  e21 = {for idx, az in ["a", "b"] : az => cidrsubnet("10.0.0.0/16", 8, idx)}
  e22 = [for r in [{p = 80, d = "x"}, {p = 443}] : try(r.d, "none")]
  e23 = tomap({for k, v in {a = 1, b = "x"} : k => v})
}
