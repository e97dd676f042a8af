locals {
  e0 = {"a-b" = 1}.a-b
  e1 = {"a-b" = 1}["a-b"]
  e2 = {"0" = "x"}["0"]
  e3 = {"0" = "x"}[0]
  e4 = {"0" = "x"}.0
  e5 = {1 = "one"}[1]
  e6 = tomap({a = "x"}).a
  e7 = tomap({a = "x"})["a"]
  e8 = tomap({a = "x"}).b
  e9 = tomap({a = "x"})["b"]
  e10 = tomap({"1" = "x"})[1]
  e11 = {true = 1}["true"]
  e12 = {true = 1}[true]
  e13 = {a = null}.a
  e14 = {a = null}.a.b
  e15 = null.a
  e16 = null[0]
  e17 = 5.a
  e18 = "a".b
  e19 = toset(["a"]).a
  e20 = {a = 1, b = 2}[true ? "a" : "b"]
  e21 = {dev = 1, prod = 3}[lower("PROD")]
  e22 = {a = 1,}
  e23 = [1, 2,]
}
