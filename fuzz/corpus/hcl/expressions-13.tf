locals {
  e0 = {a-b = 1}
  e1 = {_x = 1}
  e2 = {A = 1, a = 2}
  e3 = []
  e4 = {}
  e5 = [[], [[]]]
  e6 = [1, "a", true, null, [1], {a = 1}]
  e7 = max([1, 2, 3]...)
  e8 = max(0, [1, 2, 3]...)
  e9 = concat([["a"], ["b"]]...)
  e10 = upper(["a"]...)
  e11 = max("a"...)
  e12 = max(null...)
  e13 = max(toset([1, 5])...)
  e14 = max(tolist([])...)
  e15 = "hello ${"world"}"
  e16 = "${"x"}"
  e17 = "${5}"
  e18 = "${5} "
  e19 = "${true}"
  e20 = "${true}!"
  e21 = "${null}"
  e22 = "a${null}"
  e23 = "${[1]}"
}
