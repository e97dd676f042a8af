locals {
  e0 = "10" > "9"
  e1 = "a" > "b"
  e2 = 1 > true
  e3 = null > 1
  e4 = 1 >= 1
  e5 = 1 <= 0.5
  e6 = [1] > [0]
  e7 = 1 == "1"
  e8 = "1" == 1
  e9 = 1.0 == 1
  e10 = "1.0" == 1
  e11 = true == "true"
  e12 = true == 1
  e13 = false == 0
  e14 = null == null
  e15 = null == ""
  e16 = null == 0
  e17 = null == false
  e18 = "" == false
  e19 = "a" == "A"
  e20 = "\u00e9" == "e\u0301"
  e21 = [] == []
  e22 = {} == {}
  e23 = [] == {}
}
