locals {
  e0 = "%{ if 1 }a%{ endif }"
  e1 = "%{ if true }${1}%{ endif }"
  e2 = "%{ if true }%{ if false }a%{ else }b%{ endif }%{ endif }"
  e3 = "%{ if 1 > 2 }a%{ else }%{ if 2 > 1 }b%{ endif }%{ endif }"
  e4 = "x%{ for x in ["a"] }${null}%{ endfor }"
  e5 = "${"a"}\n${~ "b"}"
  e6 = "${[for x in ["a", "b"] : "<${x}>"][1]}"
  e7 = "arn:aws:s3:::${"bucket"}/*"
  e8 = "${"a"}-${true ? "b" : "c"}-${format("%03d", 7)}"
  e9 = "${join(",", [for s in ["x", "y"] : "${s}=1"])}"
  e10 = "${true ? "a" : "b"}"
  e11 = "${{a = "x"}.a}"
  e12 = "${{a = "x"}["a"]}"
  e13 = "\"quoted ${"\"inner\""}\""
  e14 = "{\"a\": ${jsonencode([1])}}"
  e15 = "line1\nline2 ${1}\n"
  e16 = 1 /* comment */ + 2
  e17 = [1, /* c */ 2]
  e18 = [ for x in ["a"] : x ]
  e19 = upper( "a" )
  e20 = upper("a",)
  e21 = max(1, 2,)
  e22 = ((1))
  e23 = (true) ? (1) : (2)
}
