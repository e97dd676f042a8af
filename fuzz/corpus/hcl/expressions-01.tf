locals {
  e0 = "1" + 2
  e1 = "1.5" * 2
  e2 = "a" + 1
  e3 = true + 1
  e4 = "a" + "b"
  e5 = [1] + [2]
  e6 = null + 1
  e7 = -"5"
  e8 = -"a"
  e9 = -true
  e10 = !"true"
  e11 = !"false"
  e12 = !"yes"
  e13 = !1
  e14 = !null
  e15 = -null
  e16 = "true" && true
  e17 = "true" || "false"
  e18 = 1 && true
  e19 = "x" && true
  e20 = null && true
  e21 = null || true
  e22 = false && null
  e23 = "5" > 3
}
