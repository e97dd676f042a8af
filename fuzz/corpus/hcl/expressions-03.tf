locals {
  e0 = [1, 2] == [1, 2]
  e1 = [1, 2] == ["1", "2"]
  e2 = [1] == tolist([1])
  e3 = [] == tolist([])
  e4 = {a = 1} == {a = 1}
  e5 = {a = 1} == tomap({a = 1})
  e6 = {a = 1} == {a = "1"}
  e7 = {a = 1, b = 2} == {b = 2, a = 1}
  e8 = {a = null} == {}
  e9 = toset([1]) == [1]
  e10 = toset(["a", "b"]) == toset(["b", "a"])
  e11 = tolist(["a"]) == toset(["a"])
  e12 = tolist([1]) == tolist(["1"])
  e13 = [null] == [null]
  e14 = "a" != "b"
  e15 = 1 != "1"
  e16 = null != null
  e17 = [1] != [1, 2]
  e18 = tostring(null) == null
  e19 = 0.1 + 0.2 == 0.3
  e20 = 1/3 * 3 == 1
  e21 = 100000000000000000000 == 1e20
  e22 = 5 == 5.0
  e23 = -0 == 0
}
