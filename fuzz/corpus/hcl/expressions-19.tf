locals {
  e0 = values({for x in ["b", "a"] : x => upper(x)})[0]
  e1 = {for s in ["a.b", "c.d"] : split(".", s)[0] => split(".", s)[1]}
  e2 = jsonencode({a = true ? null : 1})
  e3 = keys({for x in ["x"] : "${x}-${1}" => x})[0]
  e4 = replace(lower("My App"), " ", "-")
  e5 = "${replace("a_b", "_", "-")}-${substr(sha256("x"), 0, 4)}"
  e6 = {name = "x", tags = merge({a = "1"}, {b = "2"})}.tags.b
  e7 = [for k, v in {web = {port = 80}, db = {port = 5432}} : v.port if v.port > 100]
  e8 = !contains(["a"], "b") && length("x") == 1
  e9 = 1 + "${2}"
  e10 = "${1}" == 1
  e11 = "${1}" == "1"
  e12 = "a" == ["a"]
  e13 = {a = 1}.a == "1"
  e14 = (1 == 2) == false
  e15 = 1 < 2 && 2 < 3 || false
  e16 = false || "false"
  e17 = 7 % "4"
  e18 = "7" / "2"
  e19 = 2 > 1 ? [for x in [1] : x] : []
  e20 = [1, 2, 3][1 + 1]
  e21 = [1, [2, [3]]][1][1][0]
  e22 = "${[1, [2, [3]]][1][1][0]}"
  e23 = {a = [for x in [1] : {b = x}]}.a[0].b
}
