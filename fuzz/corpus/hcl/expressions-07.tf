locals {
  e0 = [for x in [1, 2] : {id = x}]
  e1 = [for x in {a = {n = 1}, b = {n = 2}} : x.n]
  e2 = [for x, x in ["a"] : x]
  e3 = [for i in range(3) : i * i]
  e4 = [for s in ["a-b", "c-d"] : split("-", s)[1]]
  e5 = {for x in ["a", "b"] : x => upper(x)}
  e6 = {for i, x in ["a", "b"] : i => x}
  e7 = {for i, x in ["a", "b"] : x => i}
  e8 = {for k, v in {a = 1, b = 2} : v => k}
  e9 = {for k, v in {a = 1, b = 2} : k => v if v > 1}
  e10 = {for k, v in {a = 1, b = null} : k => v if v != null}
  e11 = {for x in ["a", "b", "a"] : x => 1}
  e12 = {for x in ["a", "b", "a"] : x => 1...}
  e13 = {for i, x in ["a", "b", "a"] : x => i...}
  e14 = {for x in ["apple", "avocado", "banana"] : substr(x, 0, 1) => x...}
  e15 = {for x in [] : x => x}
  e16 = {for x in [] : x => x...}
  e17 = {for x in ["a"] : null => x}
  e18 = {for x in ["a"] : [x] => x}
  e19 = {for x in [true, 1.5] : x => x}
  e20 = {for x in toset(["b", "a"]) : x => length(x)}
  e21 = {for x in ["z", "a", "M"] : x => null}
  e22 = {for o in [{n = "x", v = 1}, {n = "y", v = 2}] : o.n => o}
  e23 = {for o in [{n = "x", v = 1}, {n = "y", v = 2}] : o.n => o.v...}
}
