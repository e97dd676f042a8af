locals {
  value = <<-EOT
    before ${join(",", [
      for p in [80, 443] :
      "p${p}"
    ])} after
      ${
        upper("x")
      } y
    {
      "j": ${jsonencode({
        a = 1
      })}
    }
  EOT
}
