locals {
  e0 = 1 + 2 * 3
  e1 = (1 + 2) * 3
  e2 = 10 - 2 - 3
  e3 = 2 * 3 % 4
  e4 = 100 / 10 / 2
  e5 = -2 + 3
  e6 = - 2
  e7 = -(2 + 3)
  e8 = --2
  e9 = !true
  e10 = !!true
  e11 = !false && false
  e12 = !(true && false)
  e13 = true || false && false
  e14 = (true || false) && false
  e15 = 1 + 1 == 2
  e16 = 1 + 1 == 2 && 3 > 2
  e17 = 1 < 2 == true
  e18 = 1 == 1 == true
  e19 = 5 > 3 != false
  e20 = "a" == "a" ? 1 + 1 : 2 * 2
  e21 = true ? 1 : 2 + 5
  e22 = -1 < 0 && 0 < 1
  e23 = "1" + "2"
}
