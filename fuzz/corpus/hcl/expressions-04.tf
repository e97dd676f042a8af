locals {
  e0 = 1 / 0 == 1 / 0
  e1 = true ? "a" : "b"
  e2 = false ? "a" : "b"
  e3 = true ? 1 : "x"
  e4 = false ? 1 : "x"
  e5 = true ? "x" : 1
  e6 = true ? true : "x"
  e7 = true ? 1 : true
  e8 = true ? null : "a"
  e9 = false ? null : 5
  e10 = true ? null : null
  e11 = true ? [] : ["a"]
  e12 = false ? [] : ["a"]
  e13 = true ? ["a"] : []
  e14 = true ? [1, 2] : ["a"]
  e15 = false ? [1, 2] : ["a", "b"]
  e16 = true ? [1, 2] : ["a", "b"]
  e17 = true ? [1, "a"] : ["b", 2]
  e18 = true ? {a = 1} : {}
  e19 = false ? {a = 1} : {}
  e20 = true ? {a = 1} : {b = 2}
  e21 = false ? {a = 1} : {b = "x"}
  e22 = true ? {a = 1} : {a = "x"}
  e23 = true ? {a = 1, b = "x"} : {a = 2, b = "y"}
}
