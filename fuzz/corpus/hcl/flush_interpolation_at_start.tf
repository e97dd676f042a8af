locals {
  value = <<-EOT
    ${upper("a")} first
      ${upper("b")} second
    third ${"x"}
    ${1}${2}
      ${join("\n  ", ["l1", "l2"])}
  EOT
}
