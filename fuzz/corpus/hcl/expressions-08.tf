locals {
  e0 = {for k, v in {a = [1, 2]} : k => [for x in v : x + 1]}
  e1 = {for k, v in {a = {x = 1}} : k => merge(v, {y = 2})}
  e2 = {for p in setproduct(["a", "b"], ["x"]) : "${p[0]}.${p[1]}" => p[1]}
  e3 = {for x in null : x => x}
  e4 = {for s in ["1", "2"] : s => tonumber(s)}
  e5 = merge([for x in ["a", "b"] : {(x) = 1}]...)
  e6 = flatten([for k, v in {a = ["x", "y"], b = ["z"]} : [for i in v : "${k}-${i}"]])
  e7 = {for x in flatten([for k, v in {a = ["x", "y"], b = ["z"]} : [for i in v : {k = k, i = i}]]) : "${x.k}.${x.i}" => x}
  e8 = [for k in sort(keys({b = 1, a = 2})) : k][0]
  e9 = [{a = 1}, {a = 2}][*].a
  e10 = [{a = 1}, {a = 2}].*.a
  e11 = [{a = {b = 1}}, {a = {b = 2}}][*].a.b
  e12 = [{a = [1, 2]}, {a = [3]}][*].a[0]
  e13 = [{a = [1, 2]}, {a = [3]}].*.a[0]
  e14 = [{a = [1, 2]}, {a = [3, 4]}].*.a.0
  e15 = [[{a = 1}], [{a = 2}, {a = 3}]][*][*].a
  e16 = [[1, 2], [3]][*][0]
  e17 = [{a = [{b = 1}, {b = 2}]}][*].a[*].b
  e18 = [{a = [{b = 1}, {b = 2}]}, {a = [{b = 3}]}][*].a[*].b
  e19 = [][*].a
  e20 = null[*]
  e21 = null[*].a
  e22 = null.*.a
  e23 = "abc"[*]
}
