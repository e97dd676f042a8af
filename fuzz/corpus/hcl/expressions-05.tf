locals {
  e0 = true ? {a = 1} : null
  e1 = false ? {a = 1} : null
  e2 = true ? [] : null
  e3 = true ? "a" : []
  e4 = true ? {a = 1} : [1]
  e5 = true ? {} : []
  e6 = true ? toset(["a"]) : ["b"]
  e7 = false ? toset(["a"]) : ["b", "a"]
  e8 = true ? tolist(["a"]) : []
  e9 = true ? tomap({a = "b"}) : {}
  e10 = true ? tomap({a = "b"}) : {c = "d", e = 1}
  e11 = true ? [[1]] : [["a"]]
  e12 = true ? [{a = 1}] : [{a = 1, b = 2}]
  e13 = true ? [{a = 1}] : []
  e14 = "true" ? 1 : 2
  e15 = "false" ? 1 : 2
  e16 = 1 ? 1 : 2
  e17 = "x" ? 1 : 2
  e18 = null ? 1 : 2
  e19 = [] ? 1 : 2
  e20 = true ? 1 : 1 / 0
  e21 = true ? {a = 1}.a : {}.b
  e22 = true ? "a" : false ? "b" : "c"
  e23 = false ? "a" : false ? "b" : "c"
}
