locals {
  value = <<-EOT
    a
    %{ if true }
    b
      c
    %{ endif }
    d
  EOT
}
